import type { Balancing } from '../../contracts/balancing.ts';
import type { AffinitySign } from '../../contracts/record.ts';
import type { RouteSaid, RouteSentence } from '../../contracts/route-explanation.ts';
import { counted, percent, quoted } from './words.ts';

const BALANCING_TEXTS: Readonly<Record<Balancing, string>> = {
  weighted_round_robin: 'in turns by weight',
  round_robin: 'in turns',
  random: 'by chance',
  weighted_random: 'by chance and weight',
  least_in_flight: 'to who has the fewest requests in flight',
  fastest: 'to who is fastest',
};

const SIGN_TEXTS: Readonly<Record<AffinitySign, string>> = {
  header: 'a header',
  userId: 'its user id',
  promptCacheKey: 'its prompt_cache_key',
  previousResponse: 'the response that it goes on from',
  cachedContent: 'the cached content that it names',
  hash: 'how it begins',
};

const CONVERSATION_TEXTS: Readonly<Record<RouteSaid['conversation']['now'], string>> = {
  stays: 'stays',
  elsewhere:
    'goes elsewhere now: a channel of higher priority takes it back, or its key cannot be used',
  cannotBe: 'cannot be now',
};

/** Each in English. */
const TEXTS: { readonly [C in keyof RouteSaid]: (values: RouteSaid[C]) => string } = {
  bodyUnrecorded: () =>
    'The body, the query and the headers of the request were not recorded: what would be sent shows only what this program adds, and what it costs is estimated without them.',
  opaqueUnrecorded: () => 'Opaque tokens that it carried were not recorded.',
  conversationUnrecorded: () =>
    'What told its conversation was not recorded: where the conversation is served does not count here.',
  tokenGone: ({ token }) => `Its token ${quoted(token)} is gone; it is explained without one.`,
  sizesUncompressed: () => 'Sizes are of the body as it reads, not as it was compressed.',
  tokenUnknown: () =>
    'No token is known: what a token may use, and its limits, are left out of account.',
  queued: ({ running, waiting }) =>
    `${String(running)} requests run already and ${String(waiting)} wait (setting "maxConcurrency"): it would wait for its turn.`,
  converted: ({ client, to }) =>
    `It does not speak ${client}: the request is converted into ${to}, and channels of the same priority that speak ${client} go first.`,
  rank: ({ priority, group }) =>
    `Its priority is ${String(priority)}; it is in group ${String(group)}.`,
  health: ({ effective, requests, failures }) =>
    `Its health makes that ${String(effective)}: of its last ${counted(requests, 'request')}, ${String(failures)} failed.`,
  sharing: ({ count, share, balancing, ...standing }) => {
    const numbers = standingTexts(balancing, standing).join(', ');
    return `${String(count)} channels share ${BALANCING_TEXTS[balancing]} (setting "balancing": ${balancing}): ${percent(share)} for this one, ${numbers}.`;
  },
  conversation: ({ sign, key, now }) => {
    const known = sign === null ? '' : `, known by ${SIGN_TEXTS[sign]},`;
    return `The conversation${known} was served here before with the key ${key}, and ${CONVERSATION_TEXTS[now]}.`;
  },
  cheaper: ({ period, limitUsd, spentPercent, model }) =>
    `Of its limit of ${String(limitUsd)} USD a ${period}, ${String(spentPercent)} % is spent: it is asked for the cheaper ${quoted(model)} (setting "budgetCheaperPercent").`,
};

type Standing = Pick<RouteSaid['sharing'], 'weight' | 'credit' | 'inFlight' | 'latencyMs'>;

/** By what the balancing goes. */
function standingTexts(
  balancing: Balancing,
  { weight, credit, inFlight, latencyMs }: Standing,
): string[] {
  const first = `weight ${String(weight)}`;
  switch (balancing) {
    case 'weighted_round_robin':
    case 'round_robin':
      return [first, `${String(credit)} turns earned and not had`];
    case 'least_in_flight':
      return [first, `${String(inFlight)} in flight`];
    case 'fastest': {
      const speed =
        latencyMs === null ? 'never measured' : `first byte in ${String(Math.round(latencyMs))} ms`;
      return [first, speed];
    }
    case 'random':
    case 'weighted_random':
      return [first];
  }
}

/** One sentence of an explanation, with its English text. */
export function routeSaid<C extends keyof RouteSaid>(
  code: C,
  values: RouteSaid[C],
): Extract<RouteSentence, { code: C }> {
  return { code, values, text: TEXTS[code](values) } as Extract<RouteSentence, { code: C }>;
}
