import type { SentenceValues } from '../contracts/sentence.ts';

type AppErrorOptions = {
  /** Path of a field of the input → what is wrong with it. Never the value that was sent: it may be a key. */
  readonly fields?: Readonly<Record<string, string>>;
  /** What the message names beside its words, so that it can be said in another language. No secrets either. */
  readonly values?: SentenceValues;
  readonly cause?: unknown;
};

/**
 * A call of the admin API that cannot be done as asked. Match on `code`, which is dotted and stable
 * (`channel.not-found`); the message is a sentence for people and may change.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly fields: Readonly<Record<string, string>> | undefined;
  readonly values: SentenceValues | undefined;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    // `cause: undefined` would create the property and show up in every printed error.
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.fields = options.fields;
    this.values = options.values;
  }
}
