/** What every good answer says, whatever the dialect. */
export type Reply = {
  /** Unique within the simulator. */
  readonly id: string;
  readonly model: string;
  /** The text, divided as a stream delivers it. */
  readonly pieces: readonly string[];
  readonly usage: Usage;
  /** Epoch seconds. */
  readonly createdAt: number;
};

type Usage = {
  /** With the cached ones. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  /** Written to the cache, which Anthropic alone counts. */
  readonly cacheCreationTokens: number;
  readonly outputTokens: number;
};

/** An error as a dialect words it. */
export type ErrorFacts = {
  readonly status: number;
  readonly message: string;
  /** Where it differs from the dialect's usual name for the status. */
  readonly type?: string;
  readonly code?: string;
};

/** A stream by what its events mean to somebody who waits for proof that the answer is good. */
export type StreamParts = {
  /** Events that prove nothing yet. */
  readonly opening: readonly string[];
  readonly content: readonly string[];
  readonly finish: readonly string[];
  /** The marker without which the answer is incomplete. */
  readonly end: readonly string[];
};

/** How one protocol writes what all of them have to say. Events are complete with their blank line. */
export type Dialect = {
  body(reply: Reply): object;
  stream(reply: Reply): StreamParts;
  error(error: ErrorFacts): object;
  errorEvent(error: ErrorFacts): string;
  /** What keeps a quiet stream alive. */
  readonly ping: string;
  models(names: readonly string[]): object;
  tokenCount(inputTokens: number): object;
};

/** An event with data alone. */
export function dataEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** An event that is named after its own `type`. */
export function typedEvent(data: { readonly type: string }): string {
  return `event: ${data.type}\n${dataEvent(data)}`;
}
