import type { Language } from '../../i18n/language.svelte.ts';
import { words } from '../../i18n/words.ts';
import { outcomeTone } from '../records/outcome-tone.ts';
import type { InFlightRow, ShownPhase } from './in-flight-row.svelte.ts';
import { inFlightTexts } from './texts.ts';

type RowStatus = {
  readonly tone: 'good' | 'busy' | 'warn' | 'bad' | 'idle';
  readonly text: string;
};

const TONES: Readonly<Record<ShownPhase, RowStatus['tone']>> = {
  queued: 'idle',
  connecting: 'busy',
  waiting: 'busy',
  held: 'busy',
  streaming: 'good',
  ending: 'good',
  cancelling: 'idle',
};

/**
 * How a row of the live list stands: its phase while it runs, then how it ended.
 *
 * @param now epoch milliseconds by the server's clock
 */
export function rowStatus(row: InFlightRow, now: number, language: Language): RowStatus {
  const terms = language.of(words);
  if (row.closed === null) {
    const isStuck = row.isSlow(now) || row.quietMs(now) !== null;
    return { tone: isStuck ? 'warn' : TONES[row.phase], text: terms.phases[row.phase] };
  }
  const { outcome, status } = row.closed;
  const text = terms.requestOutcomes[outcome];
  return {
    tone: outcomeTone(outcome, status),
    text: status === null ? text : `${status} ${text}`,
  };
}

/** What the second line says of a row that stands out or waits; null for nothing. */
export function rowNote(row: InFlightRow, now: number, language: Language): string | null {
  if (row.closed !== null) return null;
  const t = language.of(inFlightTexts);
  const { format } = language;
  const quietMs = row.quietMs(now);
  if (quietMs !== null) return t.quiet(format.duration(quietMs));
  const { queueReason, typicalFirstByteMs } = row.facts;
  if (queueReason?.kind === 'maxConcurrency') return t.queue.maxConcurrency(queueReason.limit);
  if (queueReason?.kind === 'trial') return t.queue.trial;
  if (!row.isSlow(now)) return null;
  return typicalFirstByteMs === null
    ? t.slow
    : t.slowThanUsual(format.duration(typicalFirstByteMs));
}
