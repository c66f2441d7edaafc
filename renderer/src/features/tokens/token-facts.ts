import type { TokenView } from '#contracts/token';
import type { Language } from '../../i18n/language.svelte.ts';
import { tokenTexts } from './texts.ts';

const NANO = 1e9;

type Spent = { readonly text: string; readonly share: number };

/** How much of each limit of money is spent. */
export function spentOf({ limits, limitState }: TokenView, language: Language): readonly Spent[] {
  const t = language.of(tokenTexts);
  const usd = (value: number) => language.format.money(Math.round(value * NANO));
  const of = (spent: number, limit: number | null, words: typeof t.spentDay): Spent[] =>
    limit === null
      ? []
      : [
          {
            text: words(usd(spent), usd(limit)),
            share: limit === 0 ? 1 : Math.min(1, spent / limit),
          },
        ];
  return [
    ...of(limitState.spentDayUsd, limits.dayUsd, t.spentDay),
    ...of(limitState.spentMonthUsd, limits.monthUsd, t.spentMonth),
  ];
}

/** What else bounds it, in a few words each. */
export function boundsOf(token: TokenView, language: Language): readonly string[] {
  const t = language.of(tokenTexts);
  const { format } = language;
  const count = (value: number) => format.count(value);
  const { limits, models, channelRule, channelIds, expiresAt } = token;
  const channels = count(channelIds.length);
  return [
    limits.requestsPerMinute !== null && t.perMinute(count(limits.requestsPerMinute)),
    limits.maxConcurrency !== null && t.atOnce(count(limits.maxConcurrency)),
    models.length > 0 && t.models(count(models.length)),
    channelRule === 'allow' && t.onlyChannels(channels),
    channelRule === 'deny' && t.notChannels(channels),
    expiresAt !== null && t.expires(format.time(expiresAt)),
  ].filter((text) => text !== false);
}
