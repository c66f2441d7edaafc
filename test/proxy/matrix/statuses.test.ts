import { ALL_CODINGS, describeMatrix, unseen, type Fault, type Opened } from './fates.ts';

/** The status or the words of a refusal decide; its length of cooldown is the default of the settings. */
function refused(
  name: string,
  mood: string,
  opened: Opened,
  codings: Fault['codings'] = ['plain'],
): Fault {
  return { name, mood, fate: unseen('answered', opened), codings };
}

const SERVER: Opened = { kind: 'model', reason: 'server', seconds: 120 };
const OVERLOADED: Opened = { kind: 'model', reason: 'overloaded', seconds: 10 };
const TIMEOUT: Opened = { kind: 'model', reason: 'timeout', seconds: 60 };
const WRONG_URL: Opened = { kind: 'channel', reason: 'wrongUrl', seconds: 60 };
const KEY_REFUSED: Opened = { kind: 'key', reason: 'auth', seconds: 300 };
const NO_BALANCE: Opened = { kind: 'key', reason: 'balance', seconds: 300 };

describeMatrix('a refused key', [
  refused('401', 'invalid-key', KEY_REFUSED),
  refused('401 that repeats the key', 'leaked-key', KEY_REFUSED),
  refused('402', 'status-402', NO_BALANCE),
  refused('403', 'status-403', KEY_REFUSED),
  refused('400 invalid key', 'invalid-key-400', KEY_REFUSED, ALL_CODINGS),
  refused('400 no credit', 'no-credit', NO_BALANCE, ALL_CODINGS),
  refused(
    '403 account suspended',
    'account-suspended',
    { kind: 'channel', reason: 'account', seconds: 300 },
    ALL_CODINGS,
  ),
]);

describeMatrix('a limit', [
  refused('429', 'rate-limited', { kind: 'key', reason: 'rateLimit', seconds: 60 }),
  refused('429 Retry-After seconds', 'rate-limited-40', {
    ...{ kind: 'key', reason: 'rateLimit', seconds: 40, isStated: true },
  }),
  refused('429 Retry-After date', 'rate-limited-date-95', {
    ...{ kind: 'key', reason: 'rateLimit', seconds: 95, isStated: true },
  }),
  refused('429 account-wide', 'rate-limited-account-45', {
    ...{ kind: 'channel', reason: 'rateLimit', seconds: 45, isStated: true },
  }),
  refused('429 insufficient quota', 'insufficient-quota', {
    ...{ kind: 'key', reason: 'quota', seconds: 60 },
  }),
  refused(
    'quota 1308 with a date in the body',
    'quota-90',
    { kind: 'key', reason: 'quota', seconds: 5400, isStated: true },
    ALL_CODINGS,
  ),
  refused('quota 1308 for longer than is believed', 'quota-2880', {
    ...{ kind: 'key', reason: 'quota', seconds: 86_400, isStated: true },
  }),
]);

describeMatrix('a fault of the upstream', [
  ...[500, 502, 504, 521].map((code) => refused(String(code), `status-${String(code)}`, SERVER)),
  ...[503, 529].map((code) => refused(String(code), `status-${String(code)}`, OVERLOADED)),
  refused('408', 'status-408', TIMEOUT),
  refused('499', 'status-499', TIMEOUT),
  refused('502 as HTML', 'html-502', SERVER, ALL_CODINGS),
]);

describeMatrix('a wrong address', [
  refused('404 model', 'no-model', { kind: 'model', reason: 'model', seconds: 60 }, ALL_CODINGS),
  refused('404 html', 'html-404', WRONG_URL, ALL_CODINGS),
  refused('405', 'status-405', WRONG_URL),
  refused('redirect 307', 'redirect', WRONG_URL),
  refused('redirect 301', 'redirect-301', WRONG_URL),
]);

describeMatrix("the client's own fault", [
  ...[400, 409, 413, 422, 451].map((code) => ({
    name: String(code),
    mood: `status-${String(code)}`,
    fate: { kind: 'relayed', status: code } as const,
    codings: ALL_CODINGS,
  })),
  {
    name: '400 context too long',
    mood: 'too-long',
    fate: { kind: 'relayed', status: 400 },
    codings: ALL_CODINGS,
  },
]);
