import { initial } from './0010-initial.ts';
import { cooldowns } from './0020-cooldowns.ts';
import { earlyHead } from './0030-early-head.ts';
import { routing } from './0040-routing.ts';
import { compactRecords } from './0050-compact-records.ts';
import { rules } from './0060-rules.ts';
import { affinity } from './0070-affinity.ts';
import { spending } from './0080-spending.ts';
import { accounting } from './0090-accounting.ts';
import { captures } from './0100-captures.ts';
import { statistics } from './0110-statistics.ts';
import { budgets } from './0120-budgets.ts';
import { prices } from './0130-prices.ts';
import { skipped } from './0140-skipped.ts';
import { conversion } from './0150-conversion.ts';
import type { Migration } from './migration.ts';

/** Every step there is, oldest first. A step that was released is never edited; a later one corrects it. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  cooldowns,
  earlyHead,
  routing,
  compactRecords,
  rules,
  affinity,
  spending,
  accounting,
  captures,
  statistics,
  budgets,
  prices,
  skipped,
  conversion,
];
