import { existsSync, readFileSync } from 'node:fs';
import type { Protocol } from '../../main/contracts/protocol.ts';

/** Recorded answers of real services lie beside the checkout where there are any; they are not ours to pass on. */
const FOLDER = new URL('../../../shared/data/responses/', import.meta.url);

export const hasRecordedAnswers = existsSync(FOLDER);

export type RecordedAnswer = {
  readonly id: string;
  readonly protocol: Protocol;
  readonly vendor: string;
  readonly model: string;
  readonly status: number;
  readonly stream: boolean;
  readonly file: string;
  readonly features: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** The counts as the recording's own check has them. */
  readonly expected?: Readonly<Record<string, number | null>>;
  readonly ambiguous?: boolean;
};

export function recordedAnswers(): readonly RecordedAnswer[] {
  if (!hasRecordedAnswers) return [];
  const lines = readFileSync(new URL('index.jsonl', FOLDER), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RecordedAnswer);
}

export function recordedBody({ file }: RecordedAnswer): Buffer {
  return readFileSync(new URL(file, FOLDER));
}
