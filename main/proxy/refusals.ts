import { REPLY_STATUS } from '../core/reply-status.ts';
import type { BodyFailure } from './read-body.ts';
import type { Refusal } from './reply.ts';
import type { FactsRead } from './request-model.ts';

// What is said to a client whose request is not accepted, before any channel is considered.

export function unauthorized(why: 'missing' | 'unknown' | 'disabled' | 'expired'): Refusal {
  const message = {
    missing:
      'No client token. Send one of this program\'s tokens as "Authorization: Bearer", "x-api-key", "x-goog-api-key" or "?key=".',
    unknown: 'This client token is not known here. Copy a valid one from the program.',
    disabled: 'This client token is disabled.',
    expired: 'This client token has expired.',
  }[why];
  return { status: REPLY_STATUS.unauthorized, code: `token_${why}`, message };
}

export function wrongMethod(method: string, allow: string): Refusal {
  const message = `${method} is not possible here; allowed: ${allow}.`;
  const { wrongMethod: status } = REPLY_STATUS;
  return { status, code: 'wrong_method', message, headers: ['allow', allow] };
}

export function bodyRefusal(why: BodyFailure, maxBytes: number): Refusal {
  if (why === 'tooLarge') {
    const limit = `${String(Math.floor(maxBytes / 1024 / 1024))} MiB`;
    const message = `The request body is larger than ${limit} (setting "maxBodyBytes").`;
    return { status: REPLY_STATUS.tooLarge, code: 'body_too_large', message };
  }
  return BODY_REFUSAL[why];
}

const BODY_REFUSAL: Readonly<Record<Exclude<BodyFailure, 'tooLarge'>, Refusal>> = {
  stalled: {
    status: REPLY_STATUS.timeout,
    code: 'body_stalled',
    message: 'The request body stopped coming before its end.',
  },
  unknownCoding: {
    status: REPLY_STATUS.unsupportedMedia,
    code: 'unknown_content_encoding',
    message: 'The content-encoding is not understood here; gzip, deflate, br and zstd are.',
  },
  corrupt: {
    status: REPLY_STATUS.badRequest,
    code: 'corrupt_body',
    message: 'The request body is not what its content-encoding says.',
  },
  clientLeft: {
    status: REPLY_STATUS.badRequest,
    code: 'body_cut',
    message: 'The connection closed before the whole request body had arrived.',
  },
};

export const FACTS_REFUSAL: Readonly<Record<Extract<FactsRead, { ok: false }>['why'], Refusal>> = {
  malformed: {
    status: REPLY_STATUS.badRequest,
    code: 'malformed_json',
    message: 'The request body is not valid JSON.',
  },
  notObject: {
    status: REPLY_STATUS.badRequest,
    code: 'malformed_json',
    message: 'The request body must be a JSON object.',
  },
  noModel: {
    status: REPLY_STATUS.badRequest,
    code: 'missing_model',
    message: 'The request names no model.',
  },
  badModel: {
    status: REPLY_STATUS.badRequest,
    code: 'invalid_model',
    message: 'The model must be a string of 1 to 256 characters.',
  },
};

export const NO_SUCH_PATH: Refusal = {
  status: REPLY_STATUS.notFound,
  code: 'unknown_path',
  message: 'There is nothing at this path. Requests go to /v1/… or /v1beta/….',
};

export const BAD_TARGET: Refusal = {
  status: REPLY_STATUS.badRequest,
  code: 'invalid_target',
  message: 'The request target must be a plain path; this program is no forward proxy.',
};

export const UPGRADE_REFUSED: Refusal = {
  status: REPLY_STATUS.upgradeRequired,
  code: 'websocket_unsupported',
  message: 'WebSockets are not served here; send the same request over HTTP.',
};

export const FOREIGN_ORIGIN: Refusal = {
  status: REPLY_STATUS.forbidden,
  code: 'origin_not_allowed',
  message: 'Pages of this origin may not open sockets here (setting "corsOrigins").',
};
