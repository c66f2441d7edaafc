/** A request that asks how many tokens it would have; `body` is its JSON. */
export type CountQuestion = {
  readonly protocol: 'anthropic' | 'gemini';
  readonly body: Uint8Array;
};

export type CountAnswer =
  | { readonly ok: true; readonly inputTokens: number }
  /** The request is none that can be counted; the message says what is wrong with it. */
  | { readonly ok: false; readonly message: string };

/** The answer as a client of this protocol reads it. */
export function countBody(protocol: CountQuestion['protocol'], inputTokens: number): string {
  return JSON.stringify(
    protocol === 'anthropic' ? { input_tokens: inputTokens } : { totalTokens: inputTokens },
  );
}
