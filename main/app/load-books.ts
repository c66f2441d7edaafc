import os from 'node:os';
import { localDay } from '../core/limits/calendar.ts';
import type { Clock } from '../proxy/clock.ts';
import type { LogPort } from '../proxy/log-port.ts';
import { isCheckable } from '../core/checks/proof.ts';
import { AffinityBook } from '../state/affinity-book.ts';
import { AvailabilityBook } from '../state/availability-book.ts';
import { ChannelBook } from '../state/channel-book.ts';
import { CheckBook } from '../state/check-book.ts';
import { HealthWindow } from '../state/health-window.ts';
import { InFlight } from '../state/in-flight.ts';
import { LatencyBook } from '../state/latency-book.ts';
import { LimitBook } from '../state/limit-book.ts';
import { MintedBook } from '../state/minted-book.ts';
import { NetworkSense } from '../state/network-sense.ts';
import { RecentAnswers } from '../state/recent-answers.ts';
import { MAX_PROVENANCES, PROVENANCE_TTL_MS, ProvenanceBook } from '../state/provenance-book.ts';
import { OutputBook } from '../state/output-book.ts';
import { RateBook } from '../state/rate-book.ts';
import { PriceBook } from '../state/price-book.ts';
import { RotationBook } from '../state/rotation-book.ts';
import { RuleBook } from '../state/rule-book.ts';
import type { SettingsBook } from '../state/settings-book.ts';
import { TokenBook } from '../state/token-book.ts';
import type { Store } from '../store/open.ts';
import { emptyBudgets, fillBudgets, followBudgets, type Budgets } from './budgets.ts';
import { localZone, utcOffsetOf } from './local-zone.ts';

/** How many minted ids are read back at start and kept. */
const KEPT_MINTED_IDS = 20_000;

const LONGEST_MONTH_MS = 31 * 24 * 60 * 60_000;

/** All that routing a request needs, in memory. */
export type Books = Budgets & {
  readonly channels: ChannelBook;
  readonly tokens: TokenBook;
  readonly settings: SettingsBook;
  readonly availability: AvailabilityBook;
  readonly network: NetworkSense;
  readonly rotation: RotationBook;
  readonly rules: RuleBook;
  readonly recentAnswers: RecentAnswers;
  readonly latency: LatencyBook;
  readonly health: HealthWindow;
  readonly minted: MintedBook;
  readonly affinities: AffinityBook;
  readonly provenances: ProvenanceBook;
  readonly inFlight: InFlight;
  readonly checks: CheckBook;
  readonly rates: RateBook;
  readonly outputs: OutputBook;
  readonly limits: LimitBook;
  readonly priceBook: PriceBook;
};

/** Fills the books from the database, and settles what an earlier run left open. */
export async function loadBooks(
  store: Store,
  settings: SettingsBook,
  clock: Clock,
  log: LogPort,
): Promise<Books> {
  const books = emptyBooks(store, settings, clock, log);
  await fill(books, store, clock);
  followChanges(books);
  return books;
}

function emptyBooks(store: Store, settings: SettingsBook, clock: Clock, log: LogPort): Books {
  const channels = new ChannelBook();
  const availability = makeAvailability(store, settings, channels, clock, log);
  const tokens = new TokenBook();
  const rates = new RateBook();
  const zone = localZone();
  const now = (): number => clock.now();
  const budgets = emptyBudgets(store, { channels, tokens, settings }, zone, now, log);
  const { money, pace } = budgets;
  return {
    channels,
    availability,
    network: new NetworkSense(hasNetwork, (sinceMs) => {
      availability.forgive(sinceMs);
    }),
    tokens,
    settings,
    rotation: new RotationBook(),
    rules: makeRules(log),
    recentAnswers: new RecentAnswers(),
    latency: new LatencyBook(),
    health: new HealthWindow(() => settings.current().healthWindowMs),
    minted: new MintedBook(),
    affinities: new AffinityBook(() => settings.current()),
    provenances: new ProvenanceBook(),
    inFlight: new InFlight((ms, run) => clock.after(ms, run)),
    checks: new CheckBook(),
    rates,
    ...budgets,
    outputs: new OutputBook(),
    limits: new LimitBook({ rates, money, pace, zone, now, settings: () => settings.current() }),
    priceBook: new PriceBook(),
  };
}

async function fill(books: Books, store: Store, clock: Clock): Promise<void> {
  const { availability, limits, rules: ruleBook } = books;
  const [channels, tokens, minted, cooldowns, rules, prices] = await Promise.all([
    store.channels.list(),
    store.tokens.list(),
    store.mintedIds.list(KEPT_MINTED_IDS),
    store.cooldowns.list(),
    store.rules.list(),
    store.prices.list(),
    store.mintedIds.prune(KEPT_MINTED_IDS),
    store.records.markInterrupted(clock.now()),
    // The month before is kept for a clock that is set back.
    store.spending.prune(localDay(limits.zone, clock.now() - LONGEST_MONTH_MS).month),
  ]);
  books.channels.replaceAll(channels);
  books.priceBook.replaceAll(prices);
  availability.load(cooldowns);
  availability.retain(channels);
  ruleBook.loadHits(rules);
  await ruleBook.replaceAll(rules);
  books.tokens.replaceAll(tokens);
  await fillBudgets(books, store, clock.now());
  books.minted.load(minted.toReversed());
  await loadConversations(store, books, clock.now());
}

/** What is gone is forgotten everywhere. */
function followChanges(books: Books): void {
  const { channels, tokens, rates } = books;
  channels.subscribe(() => {
    const now = channels.all();
    for (const book of [
      books.availability,
      books.rotation,
      books.latency,
      books.health,
      books.checks,
      books.affinities,
      // Prices of a channel go with it, in the database too.
      books.priceBook,
    ]) {
      book.retain(now);
    }
    books.rules.retain(new Set(now.map((channel) => channel.id)));
    rates.retain('channel', new Set(now.map(({ id }) => id)));
  });
  tokens.subscribe(() => {
    rates.retain('token', new Set(tokens.all().map(({ id }) => id)));
  });
  followBudgets(books.budgets, books);
}

function makeRules(log: LogPort): RuleBook {
  return new RuleBook({
    loadCompiler: async () => (await import('./safe-regex.ts')).compilePattern,
    utcOffsetOf,
    onUnusable: ({ name }, message) => {
      log.warn(`the rule ${JSON.stringify(name)} is left out: ${message}`);
    },
  });
}

/** What is too old goes first, so that no more is read than is kept. */
async function loadConversations(
  store: Store,
  { affinities, provenances, channels, settings }: Books,
  now: number,
): Promise<void> {
  const { affinityTtlMs, affinityMaxConversations } = settings.current();
  const usedBefore = affinityTtlMs === 0 ? 0 : now - affinityTtlMs;
  await Promise.all([
    store.affinities.prune(affinityMaxConversations, usedBefore),
    store.provenances.prune(MAX_PROVENANCES, now - PROVENANCE_TTL_MS),
  ]);
  const [places, noted] = await Promise.all([
    store.affinities.list(affinityMaxConversations),
    store.provenances.list(MAX_PROVENANCES),
  ]);
  affinities.load(places.toReversed());
  affinities.retain(channels.all());
  provenances.load(noted.toReversed());
}

function makeAvailability(
  store: Store,
  settings: SettingsBook,
  channels: ChannelBook,
  clock: Clock,
  log: LogPort,
): AvailabilityBook {
  const complain = (error: unknown): void => {
    log.error(`cooldowns could not be written: ${String(error)}`);
  };
  return new AvailabilityBook({
    port: {
      save: (changes) => {
        store.cooldowns.save(changes).catch(complain);
      },
    },
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms, run),
    settings: () => settings.current(),
    isLeftToChecks: (scope, circuit) => {
      if (!settings.current().isRecoveredByCheckOnly) return false;
      const channel = channels.find(scope.channelId);
      return channel !== undefined && isCheckable(channel, scope, circuit);
    },
    onKeyExhausted: (channelId, keyId) => {
      log.warn(
        `key ${String(keyId)} of channel ${String(channelId)} is switched off: refused too often`,
      );
      store.channels
        .setKeyEnabled(channelId, keyId, false)
        .then(async () => {
          channels.replaceAll(await store.channels.list());
        })
        .catch(complain);
    },
  });
}

/** Whether the system has any address that others could answer to. */
function hasNetwork(): boolean {
  const interfaces = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  return interfaces.some((one) => !one.internal);
}
