import type { Protocol } from '../../contracts/protocol.ts';
import type {
  Figures,
  PublicSummary,
  Statistics,
  SummaryCard,
} from '../../contracts/statistics.ts';
import { toUsd } from '../limits/money.ts';

/** What other programs of this kind call the protocols. */
const FAMILIES: Readonly<Record<Protocol, string>> = {
  anthropic: 'anthropic',
  'openai-chat': 'openai',
  'openai-responses': 'codex',
  gemini: 'gemini',
};

/** What everybody may know of statistics by protocol: counts, and no name of anything. */
export function summaryOf({ range, total, groups }: Statistics): PublicSummary {
  const cards = Object.entries(FAMILIES).map(([protocol, family]): [string, SummaryCard] => {
    const group = groups.find(({ key }) => key?.protocol === protocol);
    return [family, group === undefined ? NO_CARD : cardOf(group.total)];
  });
  const byFamily = Object.fromEntries(cards);
  return {
    range: 'today',
    is_today: true,
    duration_seconds: Math.round((range.to - range.from) / 1000),
    ...cardOf(total),
    by_type: byFamily,
    by_client_protocol: byFamily,
  };
}

function cardOf(figures: Figures): SummaryCard {
  const { requests, answered, errorAnswers, clientLeft, cancelled } = figures;
  const success = answered - errorAnswers;
  const { cacheWriteTokens, cacheWrite5mTokens, cacheWrite1hTokens } = figures;
  return {
    total_requests: requests,
    success_requests: success,
    error_requests: requests - success - clientLeft - cancelled,
    total_input_tokens: figures.inputTokens,
    total_output_tokens: figures.outputTokens,
    total_cache_read_tokens: figures.cacheReadTokens,
    total_cache_creation_tokens: cacheWriteTokens + cacheWrite5mTokens + cacheWrite1hTokens,
    total_cost: toUsd(figures.costNanoUsd),
  };
}

const NO_CARD: SummaryCard = {
  total_requests: 0,
  success_requests: 0,
  error_requests: 0,
  total_input_tokens: 0,
  total_output_tokens: 0,
  total_cache_read_tokens: 0,
  total_cache_creation_tokens: 0,
  total_cost: 0,
};
