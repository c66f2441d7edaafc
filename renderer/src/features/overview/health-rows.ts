import type { ChannelView } from '#contracts/channel';
import type { HealthCell, HealthReport } from '#contracts/statistics';
import type { Language } from '../../i18n/language.svelte.ts';
import { successShare } from '../../ui/success-share.ts';
import { overviewTexts } from './texts.ts';

export type HealthRow = {
  readonly id: number;
  readonly name: string;
  readonly isEnabled: boolean;
  /** Of all attempts in the span; null when there were none. */
  readonly successRate: number | null;
  /** The whole strip in a sentence. */
  readonly label: string;
  readonly cells: readonly { start: number; cell: HealthCell | null; text: string }[];
};

/** A strip for each channel there is, in the order of the channels; quiet ones too. */
export function healthRows(
  channels: readonly ChannelView[],
  report: HealthReport | null,
  language: Language,
): readonly HealthRow[] {
  const { format } = language;
  const t = language.of(overviewTexts);
  const starts = report?.starts ?? [];
  return channels.map(({ id, name, isEnabled }) => {
    const found = report?.channels.find(({ channelId }) => channelId === id);
    const cells = starts.map((start, at) => {
      const cell = found?.cells[at] ?? null;
      return { start, cell, text: cellText(start, cell, language) };
    });
    const { share: successRate, attempts } = successShare(found?.cells ?? []);
    const label =
      successRate === null
        ? t.stripQuiet(name)
        : t.stripLabel(name, format.percent(successRate), format.count(attempts));
    return { id, name, isEnabled, successRate, label, cells };
  });
}

function cellText(start: number, cell: HealthCell | null, language: Language): string {
  const { format } = language;
  const t = language.of(overviewTexts);
  const time = format.time(start);
  if (cell === null) return t.spanQuiet(time);
  const { success, failure, rateLimited } = cell;
  return t.span(time, format.count(success), format.count(failure), format.count(rateLimited));
}
