import { spaceEnd } from '../json-lexer.ts';
import { scanObject, type Member } from '../json-members.ts';
import { dataLineAround, eventAround, type Range } from './data-line.ts';
import { findUsage } from './sighting.ts';

const NONE: readonly Range[] = [];

/** Members that a client wants to have even where no choice comes with them. */
const CONTENT = ['error', 'prompt_filter_results', 'citations', 'search_results'] as const;

/**
 * The events of a chat stream that are there only because usage was asked for: those with a usage object and a list of
 * choices that is empty. Usage beside content stays with it. To be asked about whole events; anything unusual stays.
 */
export function usageOnlyEvents(events: Uint8Array): readonly Range[] {
  let found: Range[] | null = null;
  for (let at = findUsage(events, 0); at >= 0; at = findUsage(events, at)) {
    const event = eventAround(events, at);
    if (isUsageOnly(events, at)) (found ??= []).push(event);
    at = event.end;
  }
  return found ?? NONE;
}

function isUsageOnly(events: Uint8Array, at: number): boolean {
  const line = dataLineAround(events, at);
  const scan = line === null ? null : scanObject(events, line.start, line.end);
  if (scan?.ok !== true || scan.members.get('usage')?.kind !== 'object') return false;
  const choices = scan.members.get('choices');
  if (choices === undefined || !isEmpty(events, choices)) return false;
  return CONTENT.every((name) => {
    const member = scan.members.get(name);
    return member === undefined || isEmpty(events, member);
  });
}

/** Null, or a list or an object of nothing. */
function isEmpty(bytes: Uint8Array, { kind, start, end }: Member): boolean {
  if (kind === 'null') return true;
  return (kind === 'array' || kind === 'object') && spaceEnd(bytes, start + 1, end) === end - 1;
}
