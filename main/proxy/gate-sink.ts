import type { EndReport } from './gate-judge.ts';
import type { AnswerFailure } from './upstream-answer.ts';

/** Where an answer goes whose gate has opened. `write` returns false to be asked again by `resume`. */
export type GateSink = {
  write(chunk: Buffer): boolean;
  end(report: EndReport): void;
  fail(failure: AnswerFailure, report: EndReport): void;
};
