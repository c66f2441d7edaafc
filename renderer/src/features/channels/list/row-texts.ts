import type { HealthCell } from '#contracts/statistics';
import type { Format } from '../../../i18n/format.ts';
import type { Language } from '../../../i18n/language.svelte.ts';
import { checkText } from '../../../i18n/stored-text.ts';
import type { Obstacle } from '../channel-facts.ts';
import type { listTexts } from '../texts/list.ts';

type Texts = (typeof listTexts)['en'];

export function obstacleText(
  obstacle: Obstacle,
  t: Texts,
  { code: language, format }: Pick<Language, 'code' | 'format'>,
): string {
  switch (obstacle.kind) {
    case 'dayBudget':
    case 'monthBudget':
      return t[obstacle.kind](format.time(obstacle.until));
    case 'outsideHours':
      return t.outsideHours(obstacle.until);
    case 'full':
      return t.full(format.count(obstacle.running));
    case 'checkFailed':
      return t.checkFailed(checkText(obstacle.text, language));
    case 'noKey':
    case 'noUrl':
    case 'insecureTls':
      return t[obstacle.kind];
  }
}

/** What stops every request is bad; what only may is a warning; what was wanted so is neither. */
export function obstacleTone({ kind }: Obstacle): 'bad' | 'warn' | 'idle' {
  if (kind === 'noKey' || kind === 'noUrl') return 'bad';
  return kind === 'outsideHours' || kind === 'full' ? 'idle' : 'warn';
}

type Strip = {
  readonly cells: readonly {
    readonly start: number;
    readonly cell: HealthCell | null;
    readonly text: string;
  }[];
  readonly label: string;
};

/** The strip of a channel with a sentence for each cell, and one for all. */
export function stripOf(
  starts: readonly number[],
  cells: readonly (HealthCell | null)[],
  name: string,
  t: Texts,
  format: Format,
): Strip {
  const known = cells.filter((cell) => cell !== null);
  const sum = (count: keyof HealthCell) =>
    format.count(known.reduce((total, cell) => total + cell[count], 0));
  return {
    cells: starts.map((start, at) => {
      const cell = cells[at] ?? null;
      return { start, cell, text: cellText(start, cell, t, format) };
    }),
    label:
      known.length === 0
        ? t.healthNone(name)
        : t.healthLabel(name, sum('success'), sum('failure'), sum('rateLimited')),
  };
}

function cellText(start: number, cell: HealthCell | null, t: Texts, format: Format): string {
  const time = format.time(start);
  if (cell === null) return t.cellNone(time);
  const text = t.cell(time, format.count(cell.success), format.count(cell.failure));
  return cell.rateLimited === 0 ? text : t.cellLimited(text, format.count(cell.rateLimited));
}
