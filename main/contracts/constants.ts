/** Values both sides agree on. The only file of this folder that may be imported for more than its types. */

/** Wire families of a request, in the order the UI lists them. */
export const PROTOCOLS = ['anthropic', 'openai-chat', 'openai-responses', 'gemini'] as const;

/** The port of the seeds' examples, so that their curl lines work as written. */
export const DEFAULT_PORT = 8080;

/** A channel model of this name accepts every model a client asks for. */
export const ANY_MODEL = '*';

export const KEY_STRATEGIES = ['sequential', 'round_robin'] as const;

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** How a request ended, as stored with its record. Real statuses stand beside it, never inside it. */
export const REQUEST_OUTCOMES = [
  'answered', // an upstream's answer was relayed to its end, whatever its status
  'upstreamFailed', // every attempt failed; the client got our summary of them
  'noCandidate', // no channel could serve it; nothing was attempted
  'rejected', // refused before any channel was considered (token, path, body)
  'broken', // the answer broke off after it had begun to reach the client
  'clientLeft', // the client closed its connection first
  'cancelled', // a person cancelled it in the UI
  'interrupted', // the program ended while it was running
] as const;

/** How one attempt ended. */
export const ATTEMPT_OUTCOMES = [
  'answered', // a status line and headers arrived
  'refused', // connection refused
  'dns', // the host name does not resolve
  'tls', // the TLS handshake or the certificate failed
  'reset', // the connection was lost before an answer
  'selfLoop', // the URL leads back to this program
  'connectTimeout',
  'firstByteTimeout',
  'idleTimeout',
  'totalTimeout',
  'broken', // the answer broke off after its head had arrived
  'clientLeft',
  'cancelled',
] as const;

/** Who an attempt's failure is charged to. */
export const BLAMES = ['key', 'url', 'model', 'channel', 'client', 'nobody'] as const;
