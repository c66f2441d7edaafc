import type { Abilities } from '../codec.ts';
import type { Part, ToolCallPart, ToolResultPart } from '../inner/parts.ts';
import type { Quirks } from '../inner/quirks.ts';
import { hint, textPart } from '../inner/reading.ts';
import type { Loss, Turn } from '../inner/request.ts';
import { UniqueNames } from './unique-names.ts';

const NO_RESULT = 'The tool gave no result.';
const NO_CALL = 'Result of a tool whose call is no longer part of this conversation:';

/**
 * Puts the result of every call directly behind the turn that made it, in the order of the calls, each under an id of its
 * own: services refuse everything else. A call whose result is missing gets one that says so; a result whose call is gone
 * (trimmed histories) becomes text; a second result of one call is left out.
 */
export function pairCalls(
  turns: readonly Turn[],
  abilities: Abilities,
  { hasParallelTools }: Quirks,
  losses: Loss[],
): readonly Turn[] {
  const results = resultsOf(turns);
  const taken = new Set(results.values());
  const callIds = new Set([...results.keys()].map(({ id }) => id));
  const ids = new UniqueNames(abilities.toolId, abilities.maxToolIdLength);

  const withoutResults = ({ role, parts }: Turn): Turn[] => {
    const rest = parts.flatMap((part): Part[] => {
      if (part.kind !== 'toolResult') return [part];
      if (taken.has(part)) return [];
      if (!callIds.has(part.id)) return [textPart(NO_CALL), ...part.content];
      losses.push(hint('duplicate-tool-result'));
      return [];
    });
    return rest.length === 0 ? [] : [{ role, parts: rest }];
  };
  const withResults = (turn: Turn): Turn[] => {
    const answers: ToolResultPart[] = [];
    const parts = turn.parts.map((part) => {
      if (part.kind !== 'toolCall') return part;
      const call = { ...part, id: ids.take(part.id) };
      answers.push({ ...(results.get(part) ?? noResult(part)), id: call.id, name: call.name });
      return call;
    });
    if (answers.length === 0) return [turn];
    if (hasParallelTools)
      return [
        { ...turn, parts },
        { role: 'user', parts: answers },
      ];
    return oneByOne(parts, answers);
  };
  return turns.flatMap((turn) =>
    turn.role === 'assistant' ? withResults(turn) : withoutResults(turn),
  );
}

/** By call: the first result behind it that no earlier call of the same id has taken. Null where there is none. */
function resultsOf(turns: readonly Turn[]): ReadonlyMap<ToolCallPart, ToolResultPart | null> {
  const byId = new Map<string, { readonly turn: number; readonly part: ToolResultPart }[]>();
  for (const [turn, { parts }] of turns.entries()) {
    for (const part of parts) {
      if (part.kind !== 'toolResult') continue;
      const known = byId.get(part.id) ?? [];
      byId.set(part.id, known);
      known.push({ turn, part });
    }
  }
  const results = new Map<ToolCallPart, ToolResultPart | null>();
  for (const [turn, { parts }] of turns.entries()) {
    for (const part of parts) {
      if (part.kind !== 'toolCall') continue;
      const candidates = byId.get(part.id) ?? [];
      const at = candidates.findIndex((one) => one.turn > turn);
      results.set(part, at < 0 ? null : (candidates.splice(at, 1)[0]?.part ?? null));
    }
  }
  return results;
}

function noResult({ isFreeform, name, id }: ToolCallPart): ToolResultPart {
  const content = [textPart(NO_RESULT)];
  return {
    kind: 'toolResult',
    id,
    name,
    content,
    value: null,
    isError: true,
    isFreeform,
    cache: null,
  };
}

/** For those who know no parallel calls: each call with its result, one after another. */
function oneByOne(parts: readonly Part[], answers: readonly ToolResultPart[]): Turn[] {
  const turns: Turn[] = [];
  let said: Part[] = [];
  let next = 0;
  for (const part of parts) {
    said.push(part);
    const answer = part.kind === 'toolCall' ? answers[next++] : undefined;
    if (answer === undefined) continue;
    turns.push({ role: 'assistant', parts: said }, { role: 'user', parts: [answer] });
    said = [];
  }
  // What was said behind the calls belongs before them: their results must follow.
  const [first] = turns;
  if (said.length > 0 && first !== undefined) {
    turns[0] = { ...first, parts: [...said, ...first.parts] };
  }
  return turns;
}
