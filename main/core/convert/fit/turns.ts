import type { Abilities } from '../codec.ts';
import type { Part } from '../inner/parts.ts';
import type { Quirks } from '../inner/quirks.ts';
import { textPart } from '../inner/reading.ts';
import type { Turn } from '../inner/request.ts';

/** Something must stand there, and it must not be empty. */
const FIRST_WORD = '…';

/** Neighbouring turns of one role are one turn, for services that want roles to alternate and results in one place. */
export function mergeTurns(turns: readonly Turn[]): readonly Turn[] {
  const merged: { role: Turn['role']; parts: Part[] }[] = [];
  for (const { role, parts } of turns) {
    const last = merged.at(-1);
    if (last?.role === role && role !== 'system') last.parts.push(...parts);
    else merged.push({ role, parts: [...parts] });
  }
  return merged;
}

/**
 * Puts turns in the order that the target wants: instructions of mid-conversation become the user's words where there is
 * no place for them, results stand before everything else of their turn, and nothing is empty.
 */
export function fitTurns(
  turns: readonly Turn[],
  abilities: Abilities,
  quirks: Quirks,
): readonly Turn[] {
  const { hasLateSystem, isAlternating, hasOneSystem, systemRole } = quirks;
  const isFree = !isAlternating && !hasOneSystem && systemRole !== 'user';
  const hasLate = isFree && (hasLateSystem ?? abilities.hasLateSystem);
  const spoken = hasLate ? turns : turns.map(asUser);
  const merged = mergeTurns(
    spoken.map((turn) => ({ ...turn, parts: turn.parts.filter((part) => !isEmpty(part)) })),
  );
  const ordered = merged
    .filter(({ parts }) => parts.length > 0)
    .map((turn) => (turn.role === 'user' ? resultsFirst(turn) : turn));
  const isUsers = ordered.find(({ role }) => role !== 'system')?.role === 'user';
  if (isUsers || !(abilities.startsWithUser || isAlternating)) return ordered;
  return [{ role: 'user', parts: [textPart(FIRST_WORD)] }, ...ordered];
}

function isEmpty(part: Part): boolean {
  return (part.kind === 'text' || part.kind === 'refusal') && part.text.trim() === '';
}

function asUser({ role, parts }: Turn): Turn {
  if (role !== 'system') return { role, parts };
  const told = parts.map((part) =>
    part.kind === 'text'
      ? { ...part, text: `<system-reminder>\n${part.text}\n</system-reminder>` }
      : part,
  );
  return { role: 'user', parts: told };
}

function resultsFirst({ role, parts }: Turn): Turn {
  const results = parts.filter(({ kind }) => kind === 'toolResult');
  if (results.length === 0) return { role, parts };
  return { role, parts: [...results, ...parts.filter(({ kind }) => kind !== 'toolResult')] };
}
