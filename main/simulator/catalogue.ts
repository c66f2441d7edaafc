import { HEALTHY, type Behaviour, type Content, type Cut, type Fault } from './behaviour.ts';

/** A number that may follow a name, after a hyphen. */
export type Parameter = {
  readonly name: string;
  /** Null when it must be given. */
  readonly fallback: number | null;
  readonly min: number;
  readonly max: number;
};

/** A behaviour that can be asked for by name. What it does not mention stays as it is. */
export type Entry = {
  readonly name: string;
  readonly does: string;
  readonly parameters: readonly Parameter[];
  make(...numbers: readonly number[]): Partial<Behaviour>;
};

/** A day: the longest wait that anybody honours. */
const MAX_SECONDS = 86_400;

/** Both bounds are possible values. */
export function numeral(
  name: string,
  fallback: number | null,
  min: number,
  max: number,
): Parameter {
  return { name, fallback, min, max };
}

// Ten minutes: longer than every timeout that somebody would wait for in a test by hand.
const ms = (name: string, fallback: number) => numeral(name, fallback, 0, 600_000);
const status = (fallback: number | null, min = 300) => numeral('status', fallback, min, 599);

/** An entry never has more than two numbers: a key that needs more could not be read by people. */
function entry(
  name: string,
  does: string,
  make: (first: number, second: number) => Partial<Behaviour>,
  ...parameters: Parameter[]
): Entry {
  return { name, does, parameters, make: (first = 0, second = 0) => make(first, second) };
}

const says = (content: Content): Partial<Behaviour> => ({ content });
const refuses = (fault: Fault): Partial<Behaviour> =>
  says({ kind: 'refusal', fault, headers: () => ({}) });

/** A 529 in each place where an error can stand. */
const OVERLOADED: Fault = { status: 529, name: 'plain' };

/** A client can use these, or believes that it can. */
const ANSWERS: readonly Entry[] = [
  entry(
    'healthy',
    'answers with so many words',
    (words) => says({ kind: 'answer', text: words }),
    numeral('words', 40, 1, 20_000),
  ),
  entry(
    'slow',
    'waits before the head, and between two events',
    (headAfterMs, pauseMs) => ({ pace: { ...HEALTHY.pace, headAfterMs, pauseMs } }),
    ms('headMs', 1000),
    ms('pauseMs', 50),
  ),
  entry(
    'late',
    'sends the head at once and the body later',
    (bodyAfterMs) => ({ pace: { ...HEALTHY.pace, bodyAfterMs } }),
    ms('ms', 3000),
  ),
  entry('echo', 'says what it received: headers, size and hash of the body', () =>
    says({ kind: 'echo' }),
  ),
  entry('innocent', 'a good answer that talks about errors', () =>
    says({
      kind: 'answer',
      text: 'The log says {"error":{"type":"overloaded_error"}}: a 429, current model load too high.',
    }),
  ),
  entry('no-end', 'a stream without its end marker; half a JSON body', () =>
    says({ kind: 'unfinished' }),
  ),
];

const rateLimited = (
  name: string,
  retryAfter: (seconds: number, now: number) => string,
  does: string,
) =>
  entry(
    name,
    does,
    (seconds) =>
      says({
        kind: 'refusal',
        fault: { status: 429, name: 'plain' },
        headers: (now) => (seconds === 0 ? {} : { 'retry-after': retryAfter(seconds, now) }),
      }),
    numeral('seconds', 0, 0, MAX_SECONDS),
  );

/** The other form of Retry-After, which few clients read. */
const httpDate = (seconds: number, now: number) => new Date(now + seconds * 1000).toUTCString();

const QUOTA_MINUTES = numeral('minutes', 60, 0, 1440 * 30);
const quota = (fault: Pick<Fault, 'status'>, minutes: number): Fault => ({
  ...fault,
  name: 'quota1308',
  resetAfterMs: minutes * 60_000,
});

/** The status says it. */
const REFUSALS: readonly Entry[] = [
  entry(
    'status',
    "this status with the protocol's error body",
    (code) => refuses({ status: code, name: 'plain' }),
    status(null),
  ),
  rateLimited('rate-limited', String, '429, with Retry-After in seconds if given'),
  rateLimited('rate-limited-date', httpDate, '429, with Retry-After as a date'),
  entry(
    'rate-limited-account',
    '429 that says the whole account is limited',
    (seconds) =>
      says({
        kind: 'refusal',
        fault: { status: 429, name: 'accountRateLimit' },
        headers: () => ({ 'retry-after': String(seconds), 'x-ratelimit-scope': 'account' }),
      }),
    numeral('seconds', 60, 0, MAX_SECONDS),
  ),
  entry(
    'invalid-key',
    'says that the key is wrong',
    (code) => refuses({ status: code, name: 'invalidKey' }),
    status(401, 400),
  ),
  entry('leaked-key', '401 that repeats the whole key', () =>
    refuses({ status: 401, name: 'leakedKey' }),
  ),
  entry('account-suspended', '403 for the whole account', () =>
    refuses({ status: 403, name: 'accountSuspended' }),
  ),
  entry(
    'no-credit',
    'says that the balance is too low',
    (code) => refuses({ status: code, name: 'noCredit' }),
    status(400, 400),
  ),
  entry('insufficient-quota', '429 insufficient_quota', () =>
    refuses({ status: 429, name: 'insufficientQuota' }),
  ),
  entry('too-long', '400: the context is too long', () =>
    refuses({ status: 400, name: 'tooLong' }),
  ),
  entry('no-model', '404: no such model', () => refuses({ status: 404, name: 'noModel' })),
  entry(
    'quota',
    '429 with quota code 1308 and its reset date in the body',
    (minutes) => refuses(quota({ status: 429 }, minutes)),
    QUOTA_MINUTES,
  ),
  entry(
    'html',
    'an HTML page with this status',
    (code) => says({ kind: 'html', status: code }),
    status(502, 200),
  ),
  entry(
    'redirect',
    'sends the request elsewhere',
    (code) => says({ kind: 'redirect', status: code }),
    numeral('status', 307, 300, 399),
  ),
];

/** The status says 200, and what follows says otherwise. */
const HIDDEN: readonly Entry[] = [
  ...(['small', 'large', 'text'] as const).map((form) =>
    entry(
      form === 'small' ? 'soft-error' : `soft-error-${form}`,
      form === 'text' ? '200 with an error as plain text' : `200 with a ${form} JSON error`,
      () => says({ kind: 'softError', form, fault: OVERLOADED }),
    ),
  ),
  entry(
    'quota-ok',
    'quota code 1308 in a 200',
    (minutes) => says({ kind: 'softError', form: 'small', fault: quota({ status: 429 }, minutes) }),
    QUOTA_MINUTES,
  ),
  entry(
    'quota-event',
    'quota code 1308 as the first event',
    (minutes) => says({ kind: 'errorEvent', at: 'first', fault: quota({ status: 429 }, minutes) }),
    QUOTA_MINUTES,
  ),
  entry('error-first', 'an error as the first event', () =>
    says({ kind: 'errorEvent', at: 'first', fault: OVERLOADED }),
  ),
  entry('error-after-ping', 'a ping, then an error event', () =>
    says({ kind: 'errorEvent', at: 'afterPing', fault: OVERLOADED }),
  ),
  entry('error-middle', 'an error event in the middle of the answer', () =>
    says({ kind: 'errorEvent', at: 'middle', fault: OVERLOADED }),
  ),
  entry('empty', '200 without a body', () => says({ kind: 'empty', form: 'body' })),
  entry('empty-object', '200 with {}', () => says({ kind: 'empty', form: 'object' })),
  entry('empty-stream', 'an event stream without events', () =>
    says({ kind: 'empty', form: 'stream' }),
  ),
  entry('pings', 'an event stream of pings', () => says({ kind: 'empty', form: 'pings' })),
];

/** From the earliest to the latest; the first three are before a client has seen anything. */
const CUT_POINTS: readonly (readonly [name: string, at: Cut['at'], words: string])[] = [
  ['before-head', 'beforeHead', 'before the head'],
  ['before-event', 'beforeEvent', 'after the head'],
  ['before-content', 'beforeContent', 'before the first event with content'],
  ['middle', 'middle', 'in the middle of the answer'],
  ['inside-event', 'insideEvent', 'inside an event'],
];

const CUT_WAYS = [
  ['close', 'ends the connection'],
  ['reset', 'resets the connection'],
  ['hang', 'falls silent'],
] as const;

/** Every way to end a connection at every point. */
const CUTS: readonly Entry[] = CUT_WAYS.flatMap(([how, does]) =>
  CUT_POINTS.map(([name, at, words]) =>
    entry(`${how}-${name}`, `${does} ${words}`, () => ({ cut: { at, how } })),
  ),
);

/** How bytes travel, whatever they say: a client must not care. */
const DELIVERIES: readonly Entry[] = [
  ...(['gzip', 'br', 'zstd'] as const).map((coding) =>
    entry(coding, `compressed with ${coding}, flushed after every event`, () => ({ coding })),
  ),
  entry('crlf', 'events with CRLF line ends', () => ({ framing: 'crlf' })),
  entry('odd', 'pieces that end anywhere', () => ({ framing: 'odd' })),
  entry('whole', 'everything in one write', () => ({ framing: 'whole' })),
];

/** Everything that can be asked for by name; those of different parts can be combined with `+`. */
export const CATALOGUE: readonly Entry[] = [
  ...ANSWERS,
  ...REFUSALS,
  ...HIDDEN,
  ...CUTS,
  ...DELIVERIES,
];
