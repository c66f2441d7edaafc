import type { ModelFetchResult } from '../contracts/admin-api.ts';
import type { Channel, ChannelUrl } from '../contracts/channel.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { AttemptRecord, RequestRecord, SkippedChannel } from '../contracts/record.ts';
import type { CountAnswer, CountQuestion } from '../core/count/count-answer.ts';
import type { AffinityBook } from '../state/affinity-book.ts';
import type { AvailabilityBook } from '../state/availability-book.ts';
import type { BudgetBook } from '../state/budget-book.ts';
import type { ChannelBook } from '../state/channel-book.ts';
import type { HealthWindow } from '../state/health-window.ts';
import type { InFlight } from '../state/in-flight.ts';
import type { LatencyBook } from '../state/latency-book.ts';
import type { LimitBook } from '../state/limit-book.ts';
import type { MintedBook } from '../state/minted-book.ts';
import type { NetworkSense } from '../state/network-sense.ts';
import type { RecentAnswers } from '../state/recent-answers.ts';
import type { OutputBook } from '../state/output-book.ts';
import type { ProvenanceBook } from '../state/provenance-book.ts';
import type { RotationBook } from '../state/rotation-book.ts';
import type { RuleBook } from '../state/rule-book.ts';
import type { SettingsBook } from '../state/settings-book.ts';
import type { TokenBook } from '../state/token-book.ts';
import type { PriceRequest } from './price-port.ts';
import type { CaptureRecorder } from './capture/recorder.ts';
import type { Clock } from './clock.ts';
import type { Dispatchers } from './dispatchers.ts';
import type { PricePort } from './estimates.ts';
import type { LogPort } from './log-port.ts';
import type { Slots } from './slots.ts';

/** Where finished requests go; the store fits it by shape. */
type RecordPort = {
  open(record: RequestRecord): void;
  /** Once for each request. `priced`: the same record, when its cost is known. */
  close(
    record: RequestRecord,
    attempts: readonly AttemptRecord[],
    priced: Promise<RequestRecord> | null,
    skipped: readonly SkippedChannel[],
  ): void;
};

/** All that the data plane needs, joined by the composition root. */
export type ProxyDeps = {
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
  readonly outputs: OutputBook;
  readonly affinities: AffinityBook;
  readonly provenances: ProvenanceBook;
  readonly minted: MintedBook;
  readonly inFlight: InFlight;
  readonly limits: LimitBook;
  readonly budgets: Pick<BudgetBook, 'applied' | 'cheaperFor'>;
  readonly prices: PricePort;
  readonly slots: Slots;
  readonly dispatchers: Dispatchers;
  readonly records: RecordPort;
  readonly captures: Pick<CaptureRecorder, 'attempt' | 'close'>;
  /** Takes the body's memory away. */
  readonly countTokens: (question: CountQuestion) => Promise<CountAnswer>;
  /** Asks a URL of a channel, with one of its keys, for its models in a protocol that it speaks. */
  readonly askModels: (
    channel: Channel,
    url: ChannelUrl,
    secret: string,
    protocol: Protocol,
  ) => Promise<ModelFetchResult>;
  readonly price: PriceRequest;
  readonly log: LogPort;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
};
