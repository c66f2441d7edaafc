/** What an upstream says on a socket, as it would over HTTP. */
export type UpstreamFrame =
  /** `sse`: the same as an event of a stream. `id`: of the response that ended with it, when a later request may go on from it. */
  | {
      readonly kind: 'event';
      readonly sse: string;
      readonly isLast: boolean;
      readonly id: string | null;
    }
  /** An answer that is no stream; `headers` are names and values in turn. */
  | {
      readonly kind: 'error';
      readonly sse: string;
      readonly status: number;
      readonly headers: readonly string[];
      readonly body: string;
      readonly code: string | null;
    };

type FrameFields = {
  readonly type?: unknown;
  readonly status?: unknown;
  readonly status_code?: unknown;
  readonly error?: { readonly code?: unknown } | null;
  readonly headers?: unknown;
  readonly response?: { readonly id?: unknown } | null;
};

/** Nearly every frame begins so, and most need no more to be understood. */
const TYPE_FIRST = /^\s*\{\s*"type"\s*:\s*"([\w.]+)"/;
const LAST = /^(?:error|response\.(?:completed|incomplete|failed|cancelled))$/;
/** After these the upstream remembers the response. */
const GOES_ON = /^response\.(?:completed|incomplete)$/;

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** They told of a body that is not this one. */
const OF_A_BODY = /^(?:content-.*|transfer-encoding|connection)$/i;

export function readUpstreamFrame(text: string): UpstreamFrame {
  const first = TYPE_FIRST.exec(text)?.[1];
  if (first !== undefined && !LAST.test(first)) return event(text, first, null);
  const fields = parsed(text);
  const type = typeof fields.type === 'string' ? fields.type : 'message';
  if (type === 'error') {
    const status = fields.status ?? fields.status_code;
    if (typeof status === 'number' && status >= 400 && status <= 599) {
      return errorAnswer(text, Math.trunc(status), fields);
    }
  }
  const id = fields.response?.id;
  return event(text, type, GOES_ON.test(type) && typeof id === 'string' ? id : null);
}

function event(text: string, type: string, id: string | null): UpstreamFrame {
  const data = text.replaceAll(/\r\n|\r|\n/g, '\ndata: ');
  const name = /^[\w.]+$/.test(type) ? type : 'message';
  return { kind: 'event', sse: `event: ${name}\ndata: ${data}\n\n`, isLast: LAST.test(type), id };
}

function errorAnswer(text: string, status: number, { error, headers }: FrameFields): UpstreamFrame {
  const told: string[] = [];
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!HEADER_NAME.test(name) || OF_A_BODY.test(name)) continue;
    if (typeof value === 'string' && !/[\r\n\0]/.test(value)) told.push(name, value);
  }
  const code = error?.code;
  return {
    kind: 'error',
    sse: event(text, 'error', null).sse,
    status,
    headers: told,
    body: JSON.stringify({ error: error ?? null }),
    code: typeof code === 'string' ? code : null,
  };
}

function parsed(text: string): FrameFields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
