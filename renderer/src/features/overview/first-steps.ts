export type Step = {
  readonly id: 'channel' | 'test' | 'client' | 'first';
  readonly isDone: boolean;
};

type Facts = {
  readonly channels: number;
  /** Attempts of any kind that went well: a test counts as much as a request. */
  readonly hasAnswer: boolean;
  readonly hasToken: boolean;
  readonly hasRequest: boolean;
};

/** What a newcomer has done. Each step is told by what is there, so it is also done by who did it elsewhere. */
export function firstSteps({ channels, hasAnswer, hasToken, hasRequest }: Facts): readonly Step[] {
  return [
    { id: 'channel', isDone: channels > 0 },
    { id: 'test', isDone: hasAnswer || hasRequest },
    { id: 'client', isDone: hasToken || hasRequest },
    { id: 'first', isDone: hasRequest },
  ];
}
