import { outcomeText } from '../core/outcome.ts';
import { redactText } from '../core/redact.ts';
import type { Candidate } from '../core/select.ts';
import type { Examined } from './examine.ts';

const MAX_TEXT_LENGTH = 500;

/** What an attempt said about its failure, fit to be shown: on one line, keys masked. */
export function failureText(examined: Examined, candidate: Candidate): string {
  const said = oneLine(examined.text);
  const what = outcomeText(examined.facts);
  const text = said === '' ? what : what === '' ? said : `${what}: ${said}`;
  const safe = redactText(text, [candidate.key.secret ?? '']);
  return safe.length > MAX_TEXT_LENGTH ? `${safe.slice(0, MAX_TEXT_LENGTH)}…` : safe;
}

/** A log line stays one line, and a terminal is not steered by what an upstream sends. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}
