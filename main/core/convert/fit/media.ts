import type { MediaPart, Part, TextPart } from '../inner/parts.ts';
import type { Quirks } from '../inner/quirks.ts';
import { contentLoss, textPart } from '../inner/reading.ts';
import type { Loss, Turn } from '../inner/request.ts';

/**
 * Takes out media that the upstream refuses. Words stand in their place, because one picture in the history would have
 * every later request refused.
 */
export function fitMedia(turns: readonly Turn[], quirks: Quirks, losses: Loss[]): readonly Turn[] {
  if (quirks.hasImages && quirks.hasImageUrls && quirks.hasDocuments) return turns;
  const shown = (part: MediaPart): MediaPart | TextPart => {
    const refused = refusalOf(part, quirks);
    if (refused === null) return part;
    if (part.source.kind === 'text') return textPart(part.source.text, part.cache);
    losses.push(contentLoss(refused));
    return textPart(`[${part.media} left out: this model does not take it]`, part.cache);
  };
  const fitted = (part: Part): Part => {
    if (part.kind === 'media') return shown(part);
    if (part.kind !== 'toolResult') return part;
    if (!part.content.some(({ kind }) => kind === 'media')) return part;
    const content = part.content.map((one) => (one.kind === 'media' ? shown(one) : one));
    return { ...part, content };
  };
  return turns.map((turn) => ({ ...turn, parts: turn.parts.map(fitted) }));
}

/** What a refused part is called among losses; null when it is accepted. */
function refusalOf({ media, source }: MediaPart, quirks: Quirks): string | null {
  if (media === 'image') {
    if (!quirks.hasImages) return 'image';
    return source.kind === 'url' && !quirks.hasImageUrls ? 'image-url' : null;
  }
  return media === 'document' && !quirks.hasDocuments ? 'document' : null;
}
