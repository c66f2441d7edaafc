import type { RequestDetailView } from '#contracts/admin-api';
import type { Language } from '../../i18n/language.svelte.ts';
import { words } from '../../i18n/words.ts';
import { isFailedRequest } from './request-detail.svelte.ts';
import { detailTexts } from './texts/detail.ts';

/** What became of a request, in a sentence. Names stand between two asterisks each. */
export function summaryOf({ record, attempts }: RequestDetailView, language: Language): string {
  const t = language.of(detailTexts).summary;
  const { format } = language;
  const channel = strong(record.channelName);
  const duration = format.duration(record.durationMs ?? 0);
  const last = attempts.at(-1);
  switch (record.outcome) {
    case null:
      return channel === '' ? t.running : t.runningOn(channel);
    case 'answered': {
      if (channel === '') return t.answeredHere;
      if (isFailedRequest(record)) return t.relayedError(channel, String(record.status ?? ''));
      if (last === undefined || attempts.length < 2) return t.answered(channel, duration);
      const others = attempts.slice(0, -1).map(({ channelName }) => channelName);
      const lost = format.duration(last.startedAt - record.startedAt);
      const names = [...new Set(others)].map(strong).join(t.and);
      return t.answeredLater(channel, attempts.length, lost, names);
    }
    case 'upstreamFailed': {
      const how = last === undefined ? '' : language.of(words).attemptOutcomes[last.outcome];
      const status = last?.status ?? null;
      const reason = status === null ? how : String(status);
      return t.allFailed(attempts.length, strong(last?.channelName ?? ''), reason);
    }
    case 'noCandidate':
      return t.noCandidate;
    case 'rejected':
      return t.rejected;
    case 'broken':
      return t.broken(channel, duration);
    case 'clientLeft':
      return t.clientLeft(duration);
    case 'cancelled':
      return t.cancelled(duration);
    case 'interrupted':
      return t.interrupted;
  }
}

function strong(name: string): string {
  return name === '' ? '' : `**${name.replaceAll('**', '')}**`;
}
