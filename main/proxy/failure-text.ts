import { outcomeText } from '../core/outcome.ts';
import { redactText } from '../core/redact.ts';
import type { Candidate } from '../core/select.ts';
import type { Examined } from './examine.ts';

const MAX_TEXT_LENGTH = 500;

/** What an attempt said about its failure, after the rule that judged it, if one did; fit to be shown: on one line, keys masked. */
export function failureText(examined: Examined, candidate: Candidate, rule?: string): string {
  const said = oneLine(examined.text);
  const parts = [rule === undefined ? '' : ruleText(rule), outcomeText(examined.facts), said];
  const text = parts.filter((part) => part !== '').join(': ');
  const safe = redactText(text, [candidate.key.secret ?? '']);
  return safe.length > MAX_TEXT_LENGTH ? `${safe.slice(0, MAX_TEXT_LENGTH)}…` : safe;
}

/** How a user's rule is named in a record. Quoted as JSON it cannot forge a line. */
export function ruleText(name: string): string {
  return `rule ${JSON.stringify(name)}`;
}

/** A log line stays one line, and a terminal is not steered by what an upstream sends. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}
