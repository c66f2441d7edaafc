import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AdminError } from '../contracts/admin-api.ts';
import { AppError } from '../core/app-error.ts';
import { redactText } from '../core/redact.ts';
import type { AdminContext, AdminDeps } from './deps.ts';

/** What each code answers. A code that is missing here is a wrong call like any other: 400. */
const STATUS_OF_CODE: Readonly<Record<string, ContentfulStatusCode>> = {
  'auth.required': 401,
  'auth.wrong-password': 401,
  'auth.bad-ticket': 401,
  'auth.wrong-current-password': 403,
  'auth.forbidden-origin': 403,
  'auth.no-password': 403,
  'auth.password-fixed': 409,
  'auth.locked-out': 429,
  'auth.busy': 429,
  'path.not-found': 404,
  'path.wrong-method': 405,
  'request.not-found': 404,
  'request.too-large': 413,
  'request.unsupported-media': 415,
  'host.not-allowed': 421,
  'channel.not-found': 404,
  'channel.name-taken': 409,
  'channel.key-not-found': 404,
  'notice.not-found': 404,
  'capture.not-found': 404,
  'capture.no-order': 404,
  'capture.cut': 409,
  'capture.too-many-orders': 409,
  'replay.impossible': 409,
  'rule.not-found': 404,
  'rule.too-many': 409,
  'token.not-found': 404,
  'token.exists': 409,
  'token.local-exists': 409,
  'token.local-permanent': 409,
  'connect.unreadable': 409,
  'connect.not-editable': 409,
  'connect.not-writable': 409,
  'connect.file-changed': 409,
  'connect.note-damaged': 409,
  'connect.not-connected': 409,
  'connect.no-model': 409,
  'connect.no-token': 409,
  'undo.too-late': 410,
  'vault.locked': 409,
  'events.too-many': 503,
};

/** Refusals that pass by themselves, and after how many seconds it is worth another try. */
const RETRY_AFTER_SECONDS: Readonly<Record<string, number>> = {
  'auth.busy': 2,
  'events.too-many': 10,
};

/** The one place where an error becomes an answer. An unexpected one is logged with an id and keeps its text. */
export function errorAnswer(c: AdminContext, error: unknown, deps: AdminDeps): Response {
  if (error instanceof AppError) {
    const { code, fields, values } = error;
    const retryAfter = RETRY_AFTER_SECONDS[code];
    if (retryAfter !== undefined) c.header('Retry-After', retryAfter.toString());
    return c.json<AdminError>(
      {
        success: false,
        error: {
          code,
          message: error.message,
          ...(fields === undefined ? {} : { fields }),
          ...(values === undefined ? {} : { values }),
        },
      },
      STATUS_OF_CODE[code] ?? 400,
    );
  }
  return unexpectedAnswer(error, `${c.req.method} ${c.req.path}`, deps);
}

/** A fault of our own: the log gets it with an id, the caller gets the id. */
export function unexpectedAnswer(error: unknown, call: string, deps: AdminDeps): Response {
  const id = Buffer.from(deps.randomBytes(4)).toString('hex');
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  deps.log.warn(`admin fault ${id}: ${call}: ${redactText(text, [])}`);
  const answer: AdminError = {
    success: false,
    error: {
      code: 'internal',
      message: `Something went wrong here; the log calls it ${id}.`,
      values: { id },
    },
  };
  return Response.json(answer, { status: 500 });
}
