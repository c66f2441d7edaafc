/** Wire family that a request speaks and its answer must speak too. */
export type Protocol = 'anthropic' | 'openai-chat' | 'openai-responses' | 'gemini';

/** What one request meets. The parts are independent: any content can be slow, compressed and cut. */
export type Behaviour = {
  readonly content: Content;
  readonly pace: Pace;
  readonly coding: Coding | null;
  readonly framing: Framing;
  readonly cut: Cut | null;
};

export type Content =
  /** A good answer: so many words of prose, or exactly this text. */
  | { readonly kind: 'answer'; readonly text: string | number }
  /** A good answer whose text says what was received: method, URL, headers, size and hash of the body. */
  | { readonly kind: 'echo' }
  // A client that trusts the length of a body or the end of a connection takes this for an answer.
  /** A good answer that stops without the protocol's end marker; a JSON body stops half-way. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'refusal'; readonly fault: Fault; readonly headers: Headers }
  /** An error inside a 200; a large one is longer than any prefix worth looking at. */
  | {
      readonly kind: 'softError';
      readonly form: 'small' | 'large' | 'text';
      readonly fault: Fault;
    }
  /** Who does not ask for a stream gets the fault as a refusal. */
  | {
      readonly kind: 'errorEvent';
      readonly at: 'first' | 'afterPing' | 'middle';
      readonly fault: Fault;
    }
  // All of these are a 200, and what some upstreams send when their own upstream is gone.
  | { readonly kind: 'empty'; readonly form: 'body' | 'object' | 'stream' | 'pings' }
  | { readonly kind: 'html'; readonly status: number }
  /** To a host that does not exist: whoever follows it is found out. */
  | { readonly kind: 'redirect'; readonly status: number };

/** Made at the time of the answer, because dates in it are counted from then. */
type Headers = (now: number) => Readonly<Record<string, string>>;

/** What is wrong. The words depend on the protocol, because every vendor has its own. */
export type Fault = {
  readonly status: number;
  readonly name: FaultName;
  /** For a quota: when it is full again, counted from the answer. */
  readonly resetAfterMs?: number;
};

type FaultName =
  | 'plain'
  | 'invalidKey'
  | 'leakedKey'
  | 'tooLong'
  | 'noModel'
  | 'noPath'
  | 'noCredit'
  | 'insufficientQuota'
  | 'accountSuspended'
  | 'accountRateLimit'
  | 'quota1308'
  | 'unknownMood';

/** Milliseconds. */
type Pace = {
  /** From the end of the request; the time in which a model thinks. */
  readonly headAfterMs: number;
  /** From the head to the first byte of the body. */
  readonly bodyAfterMs: number;
  /** Between two events of a stream. */
  readonly pauseMs: number;
};

export type Coding = 'gzip' | 'br' | 'zstd';

/** One write per event; with CRLF line ends; in pieces that respect no border; or all in one write. */
type Framing = 'events' | 'crlf' | 'odd' | 'whole';

export type Cut = {
  readonly at: 'beforeHead' | 'beforeEvent' | 'beforeContent' | 'middle' | 'insideEvent';
  /** Close sends a FIN, reset a RST, hang keeps the connection and says nothing more. */
  readonly how: 'close' | 'reset' | 'hang';
};

/** From here every other behaviour differs in one part or several. */
export const HEALTHY: Behaviour = {
  content: { kind: 'answer', text: 40 },
  pace: { headAfterMs: 0, bodyAfterMs: 0, pauseMs: 0 },
  coding: null,
  framing: 'events',
  cut: null,
};
