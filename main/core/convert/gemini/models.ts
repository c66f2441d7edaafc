/** What is known of a model by its name. Aliases such as `gemini-flash-latest` say nothing of their generation. */
export type GeminiModel = {
  /** 3.1 for `gemini-3.1-pro-preview`; null where the name does not tell. */
  readonly generation: number | null;
  readonly size: 'pro' | 'flash' | 'flashLite' | null;
};

export function geminiModel(name: string): GeminiModel {
  const generation = /gemini-(\d+(?:\.\d+)?)/i.exec(name)?.[1];
  const size = /flash-lite/i.test(name)
    ? 'flashLite'
    : /flash/i.test(name)
      ? 'flash'
      : /(?:^|-)pro(?:-|$)/i.test(name)
        ? 'pro'
        : null;
  return { generation: generation === undefined ? null : Number(generation), size };
}

/** Whether calls must be signed: since the third generation, and whenever one cannot tell. */
export function demandsSignatures({ generation }: GeminiModel): boolean {
  return generation === null || generation >= 3;
}
