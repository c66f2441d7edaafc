import type { Abilities } from '../codec.ts';
import type { Quirks } from '../inner/quirks.ts';
import { hint } from '../inner/reading.ts';
import type { InnerRequest, Loss } from '../inner/request.ts';
import { fitFormat } from './format.ts';
import { fitMedia } from './media.ts';
import { pairCalls } from './pairs.ts';
import { fitTools, type ClientTool } from './tools.ts';
import { fitTurns, mergeTurns } from './turns.ts';

/** By the name that the upstream was told: what the client calls the tool. Names that are the same are left out. */
export type ToolNames = ReadonlyMap<string, ClientTool>;

export type Fitted = {
  readonly request: InnerRequest;
  readonly names: ToolNames;
  readonly losses: readonly Loss[];
};

/**
 * Makes of a request what its target can say: tools by names that it accepts, every call with its result behind it, turns
 * in order, no media that it refuses. What cannot be said is taken out and told.
 */
export function fit(request: InnerRequest, abilities: Abilities, quirks: Quirks): Fitted {
  const losses: Loss[] = [...request.losses];
  for (const name of Object.keys(request.rest)) losses.push(hint('unknown-member', name));
  const formatted = fitFormat(request, abilities, quirks, losses);
  const { tools, toolChoice, isParallel, turns, names } = fitTools(
    formatted,
    abilities,
    quirks,
    losses,
  );
  const paired = pairCalls(mergeTurns(turns), abilities, quirks, losses);
  const shown = fitMedia(paired, quirks, losses);
  const fitted = fitTurns(shown, abilities, quirks);
  const fittedRequest = { ...formatted, tools, toolChoice, isParallel, turns: fitted };
  return { request: fittedRequest, names, losses };
}
