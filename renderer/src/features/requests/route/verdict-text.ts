import type { ChannelId } from '#contracts/channel';
import type { RouteExplanation } from '#contracts/route-explanation';
import type { Language } from '../../../i18n/language.svelte.ts';
import { endingText } from '../../../i18n/stored-text.ts';
import { routeTexts } from '../texts/route.ts';

/** Where a request would go now, in sentences. Names stand between two asterisks each. */
export function verdictText(
  { verdict, channels, refusal }: RouteExplanation,
  language: Language,
): string {
  const t = language.of(routeTexts);
  const nameOf = (id: ChannelId | null) =>
    channels.find(({ channelId }) => channelId === id)?.name.replaceAll('**', '') ?? '';
  const then =
    verdict.then.length === 0
      ? ''
      : ` ${t.then(verdict.then.map((id) => `**${nameOf(id)}**`).join(' → '))}`;
  switch (verdict.kind) {
    case 'chosen':
      return t.verdicts.chosen(nameOf(verdict.channelId)) + then;
    case 'drawn': {
      const shares = verdict.shares.map(({ channelId, share }) =>
        t.share(nameOf(channelId), language.format.percent(share)),
      );
      return t.verdicts.drawn(shares.join(', ')) + then;
    }
    case 'refused':
      return refusal === null
        ? t.verdicts.refused
        : `${t.verdicts.refused} ${t.refusal(String(refusal.status), endingText(refusal.message, language.code))}`;
    case 'waits':
    case 'noChannel':
    case 'answeredHere':
      return t.verdicts[verdict.kind] + then;
  }
}
