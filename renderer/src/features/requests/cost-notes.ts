import type { RequestRecord } from '#contracts/record';
import type { Language } from '../../i18n/language.svelte.ts';
import { detailTexts } from './texts/detail.ts';

/** What has to be known to understand what a request cost, in sentences. */
export function costNotes({ usage, cost }: RequestRecord, language: Language): readonly string[] {
  const t = language.of(detailTexts).cost;
  const { format } = language;
  const notes: string[] = [];
  if (usage === null) notes.push(cost === null ? t.nothing : t.unknownUsage);
  if (usage !== null) {
    const { inputTokens, cacheReadTokens, reasoningTokens, isPartial, isEstimated } = usage;
    const input =
      inputTokens +
      cacheReadTokens +
      usage.cacheWrite5mTokens +
      usage.cacheWrite1hTokens +
      usage.cacheWriteTokens;
    if (cacheReadTokens > 0) notes.push(t.cacheShare(format.percent(cacheReadTokens / input)));
    if (reasoningTokens !== null && reasoningTokens > 0)
      notes.push(t.reasoning(format.count(reasoningTokens)));
    if (isEstimated) notes.push(t.estimated);
    else if (isPartial) notes.push(t.partial);
  }
  if (cost === null) return notes;
  const { nanoUsd, pricedModel, unpriced, multiplier, surcharge, source } = cost;
  if (nanoUsd === null && usage !== null)
    notes.push(pricedModel === null ? t.unknownModel : t.unknown(pricedModel));
  if (unpriced.length > 0)
    notes.push(t.unpriced(unpriced.map((name) => t.classes[name]).join(', ')));
  if (multiplier !== 1) notes.push(t.multiplier(String(multiplier)));
  if (surcharge !== null) notes.push(t.surcharge(surcharge));
  if (source?.kind === 'catalogue') notes.push(t.fromCatalogue(source.provider, source.model));
  if (source?.kind === 'override') notes.push(t.fromOverride(source.modelPattern));
  return notes;
}
