import type {
  AdminAnswer,
  AdminError,
  HealthView,
  InFlightList,
  LoginAnswer,
  RequestPage,
} from '#contracts/admin-api';
import type { ChannelId, ChannelView } from '#contracts/channel';
import type { Answer, Problem } from './problem.ts';

/** The browser's `fetch`, for paths on the server the page came from. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** What the program says, in the language of the person. */
export type ServerWords = {
  readonly refusal: (error: AdminError['error']) => string;
  readonly field: (sentence: string) => string;
};

const AS_THEY_COME: ServerWords = { refusal: ({ message }) => message, field: (text) => text };

/** Parameters of an address. */
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The admin API answers from memory or a local file; silence this long means that it is gone. */
const PATIENCE_MS = 20_000;

/** A large file is read, checked and written meanwhile. */
const FILE_PATIENCE_MS = 30 * 60_000;

const UNAUTHORIZED = 401;

/** Nobody was logged in who could have lost a session. */
const LOGIN_REFUSALS: ReadonlySet<string> = new Set(['auth.wrong-password', 'auth.bad-ticket']);

/**
 * Typed calls of the admin API, and the only place that calls `fetch`. The session is the HttpOnly
 * cookie which the login sets, so there is nothing to keep here.
 */
export class AdminClient {
  readonly #fetch: Fetch;
  readonly #words: ServerWords;

  /** Called for each 401, other than that of a wrong password or ticket. */
  onSessionLost: () => void = () => undefined;

  constructor(fetch: Fetch, words: ServerWords = AS_THEY_COME) {
    this.#fetch = fetch;
    this.#words = words;
  }

  async logIn(password: string): Promise<Answer<null>> {
    const answer = await this.#call<LoginAnswer>('POST', '/login', { password });
    return answer.ok ? { ok: true, data: null } : answer;
  }

  /** What the desktop's window was given instead of a password. */
  async redeemTicket(ticket: string): Promise<Answer<null>> {
    const answer = await this.#call<LoginAnswer>('POST', '/login/ticket', { ticket });
    return answer.ok ? { ok: true, data: null } : answer;
  }

  logOut(): Promise<Answer<unknown>> {
    return this.#call('POST', '/logout');
  }

  /** Open to all: answers without a session. */
  health(): Promise<Answer<HealthView>> {
    return this.#call<HealthView>('GET', '/health');
  }

  channels(): Promise<Answer<readonly ChannelView[]>> {
    return this.#data<readonly ChannelView[]>('GET', '/admin/channels');
  }

  setChannelEnabled(id: ChannelId, isEnabled: boolean): Promise<Answer<ChannelView>> {
    return this.#data<ChannelView>('PATCH', `/admin/channels/${id}`, { isEnabled });
  }

  inFlight(): Promise<Answer<InFlightList>> {
    return this.#data<InFlightList>('GET', '/admin/in-flight');
  }

  cancelRequest(id: string): Promise<Answer<unknown>> {
    return this.#data('POST', `/admin/in-flight/${encodeURIComponent(id)}/cancel`);
  }

  /** @param before cursor of the page that came before this one; null for the newest */
  records(before: string | null, limit: number): Promise<Answer<RequestPage>> {
    return this.get<RequestPage>('/admin/requests', { limit, before });
  }

  /** The local client token in clear, for the lines a person pastes. */
  async localToken(): Promise<Answer<string>> {
    const answer = await this.#data<{ readonly token: string }>('GET', '/admin/tokens/local');
    return answer.ok ? { ok: true, data: answer.data.token } : answer;
  }

  /** Reads what is at a path; null and undefined parameters are left out. */
  get<T>(path: string, query: Query = {}): Promise<Answer<T>> {
    return this.#data<T>('GET', path + queryText(query));
  }

  /** What is at a path as it is, where that is no JSON of ours. */
  async text(path: string): Promise<Answer<string>> {
    const answer = await this.#request('GET', path);
    if (answer === null) return { ok: false, problem: { kind: 'unreachable' } };
    const { response, text } = answer;
    return response.ok ? { ok: true, data: text } : this.#refused(response, parsed(text));
  }

  /** Changes something. @param patienceMs longer where somebody else has to answer first */
  send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    patienceMs = PATIENCE_MS,
  ): Promise<Answer<T>> {
    return this.#data<T>(method, path, body, patienceMs);
  }

  /** Sends a file: in a form, or alone with what has to be said beside it. */
  upload<T>(
    path: string,
    file: FormData | Blob,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    return this.#data<T>('POST', path, new Upload(file, headers), FILE_PATIENCE_MS);
  }

  /** The file that is made of what is sent. */
  async file(path: string, body: unknown): Promise<Answer<Blob>> {
    try {
      const response = await this.#fetch(path, {
        method: 'POST',
        credentials: 'same-origin',
        signal: AbortSignal.timeout(FILE_PATIENCE_MS),
        ...sent(body),
      });
      if (response.ok) return { ok: true, data: await response.blob() };
      return this.#refused(response, parsed(await response.text()));
    } catch {
      // The browser does not tell a refused connection from a lost one.
      return { ok: false, problem: { kind: 'unreachable' } };
    }
  }

  async #data<T>(
    method: string,
    path: string,
    body?: unknown,
    patienceMs = PATIENCE_MS,
  ): Promise<Answer<T>> {
    const answer = await this.#call<AdminAnswer<T>>(method, path, body, patienceMs);
    return answer.ok ? { ok: true, data: answer.data.data } : answer;
  }

  async #call<T>(
    method: string,
    path: string,
    body?: unknown,
    patienceMs = PATIENCE_MS,
  ): Promise<Answer<T>> {
    const answer = await this.#request(method, path, body, patienceMs);
    if (answer === null) return { ok: false, problem: { kind: 'unreachable' } };
    const content = parsed(answer.text);
    if (answer.response.ok && content !== undefined) return { ok: true, data: content as T };
    return this.#refused(answer.response, content);
  }

  #refused(response: Response, content: unknown): { ok: false; problem: Problem } {
    const problem = problemOf(response, content, this.#words);
    if (problem.kind === 'loggedOut') this.onSessionLost();
    return { ok: false, problem };
  }

  /** Null without an answer: the browser does not tell a refused connection from a lost one. */
  async #request(
    method: string,
    path: string,
    body?: unknown,
    patienceMs = PATIENCE_MS,
  ): Promise<{ response: Response; text: string } | null> {
    try {
      const response = await this.#fetch(path, {
        method,
        credentials: 'same-origin',
        signal: AbortSignal.timeout(patienceMs),
        ...(method === 'GET' ? {} : sent(body)),
      });
      return { response, text: await response.text() };
    } catch {
      return null;
    }
  }
}

/** A body that is no JSON. */
class Upload {
  readonly file: FormData | Blob;
  readonly headers: Readonly<Record<string, string>>;

  constructor(file: FormData | Blob, headers: Readonly<Record<string, string>>) {
    this.file = file;
    this.headers = headers;
  }
}

/** JSON on every other change: a foreign page could only send it after asking, and is refused then. */
function sent(body: unknown): RequestInit {
  if (body instanceof Upload) return { headers: body.headers, body: body.file };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) };
}

/** `?name=value…`, or nothing. */
export function queryText(query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value != null) params.set(name, String(value));
  return params.size === 0 ? '' : `?${params}`;
}

function problemOf(response: Response, content: unknown, words: ServerWords): Problem {
  const { status } = response;
  if (!isAdminError(content)) {
    return status === UNAUTHORIZED ? { kind: 'loggedOut' } : { kind: 'unexpected', status };
  }
  const { code, fields = {} } = content.error;
  if (status === UNAUTHORIZED && !LOGIN_REFUSALS.has(code)) return { kind: 'loggedOut' };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    kind: 'refused',
    code,
    message: words.refusal(content.error),
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
    fields: Object.fromEntries(
      Object.entries(fields).map(([path, sentence]) => [path, words.field(sentence)]),
    ),
  };
}

function isAdminError(content: unknown): content is AdminError {
  const error = (content as Partial<AdminError> | null | undefined)?.error;
  return typeof error?.code === 'string' && typeof error.message === 'string';
}

/** Undefined for what is not JSON, such as the page of a reverse proxy. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
