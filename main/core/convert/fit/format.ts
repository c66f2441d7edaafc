import type { Abilities } from '../codec.ts';
import type { Quirks } from '../inner/quirks.ts';
import { contentLoss, textPart } from '../inner/reading.ts';
import type { InnerRequest, Loss, ResponseFormat } from '../inner/request.ts';

/** Where the target cannot be held to a format it is asked for it in words, at the end of the instructions. */
export function fitFormat(
  request: InnerRequest,
  abilities: Abilities,
  quirks: Quirks,
  losses: Loss[],
): InnerRequest {
  const { format } = request;
  if (format === null) return request;
  const isJsonTaken = abilities.hasJsonFormat && quirks.responseFormat !== 'none';
  if (format.kind === 'schema' ? quirks.responseFormat === 'schema' : isJsonTaken) return request;
  if (format.kind === 'schema') losses.push(contentLoss('response-schema', quirks.responseFormat));
  return {
    ...request,
    format: isJsonTaken ? { kind: 'json' } : null,
    system: [...request.system, textPart(inWords(format))],
  };
}

function inWords(format: ResponseFormat): string {
  const rule = 'Answer with one JSON object and nothing else: no words around it, no code fence.';
  if (format.kind === 'json') return rule;
  return `${rule} It must be valid against this JSON Schema:\n${JSON.stringify(format.schema)}`;
}
