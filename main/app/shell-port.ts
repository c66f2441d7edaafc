import type { ChannelId } from '../contracts/channel.ts';
import type { AttemptRecord, RequestRecord } from '../contracts/record.ts';
import type { Notice } from '../contracts/notice.ts';
import type { AdminInside } from '../admin/inside.ts';
import type { ProxyDeps } from '../proxy/deps.ts';
import type { NoticeBook } from '../state/notice-book.ts';
import { Subscribers } from '../state/subscribers.ts';
import type { KeyStore, Store } from '../store/open.ts';
import type { Entrance, TakenPort } from './entrance.ts';
import type { SleepSense } from './sleep-sense.ts';

export type { KeyStore };
export { maskSecret } from '../core/redact.ts';

/** What the desktop brings along. Its presence says that this is the desktop. */
export type ShellParts = {
  /** Null where the system has none. */
  readonly keyStore: KeyStore | null;
};

/** A channel, as far as the tray has to know it. */
export type ShellChannel = {
  readonly id: ChannelId;
  readonly name: string;
  readonly isEnabled: boolean;
  /** Epoch milliseconds; null while it does not cool. */
  readonly coolingUntil: number | null;
  /** Its cooldown has passed, and nothing has shown yet that it works again. */
  readonly isOnTrial: boolean;
  readonly isOverBudget: boolean;
  /** It has a key, and that can be used. */
  readonly hasUsableKey: boolean;
};

export type ShellState = {
  /** `http://127.0.0.1:8080` */
  readonly address: string;
  /** A person stopped it, or its port is taken: then no request goes through. */
  readonly proxy: 'on' | 'off' | 'portTaken';
  /** Not null while the wanted port is another program's and we are on a free one. */
  readonly taken: TakenPort | null;
  readonly channels: readonly ShellChannel[];
  readonly inFlight: number;
  /** Why the stored keys cannot be used; null while they can. */
  readonly lockedReason: string | null;
};

/** A request went on from a channel that failed, and was answered by another one. */
export type Failover = {
  readonly from: string;
  readonly to: string;
  readonly model: string | null;
};

/** The engine as the desktop shell sees it: values that can be copied, and commands. */
export type ShellPort = {
  state(): ShellState;
  /** Told when something of the state may have changed; often, so whoever listens waits a moment. */
  onChange(listener: () => void): () => void;
  onNotice(listener: (notice: Notice) => void): () => void;
  onFailover(listener: (failover: Failover) => void): () => void;
  readonly admin: AdminInside;
  setProxyOn(isOn: boolean): void;
  clearCooldowns(): void;
  cancelRequests(): void;
  /** Makes the port we are at the wanted one. */
  useFreePort(): Promise<void>;
  /** False when the wanted port is still taken. */
  retryPort(): Promise<boolean>;
  /** The machine slept, or had no network, for this long. */
  slept(ms: number): void;
};

/** Whether a person lets requests through. It lasts as long as the program. */
export class ProxySwitch {
  readonly #entrance: Entrance;
  readonly #subscribers = new Subscribers<void>();
  #isOn = true;

  constructor(entrance: Entrance) {
    this.#entrance = entrance;
  }

  get state(): ShellState['proxy'] {
    if (this.#entrance.taken !== null) return 'portTaken';
    return this.#isOn ? 'on' : 'off';
  }

  set(isOn: boolean): void {
    this.#isOn = isOn;
    this.#subscribers.tell();
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }
}

/** Passes records on, and tells of those that another channel had to answer. */
export class FailoverWatch {
  readonly #subscribers = new Subscribers<Failover>();

  watch(records: ProxyDeps['records']): ProxyDeps['records'] {
    return {
      open: (record) => {
        records.open(record);
      },
      close: (record, attempts, priced, skipped) => {
        records.close(record, attempts, priced, skipped);
        const failover = failoverOf(record, attempts);
        if (failover !== null) this.#subscribers.tell(failover);
      },
    };
  }

  subscribe(listener: (failover: Failover) => void): () => void {
    return this.#subscribers.add(listener);
  }
}

/** Null when the channel that was asked first answered, or none did. */
export function failoverOf(
  record: RequestRecord,
  attempts: readonly AttemptRecord[],
): Failover | null {
  const first = attempts[0];
  if (record.outcome !== 'answered' || first === undefined) return null;
  if (record.channelId === null || record.channelId === first.channelId) return null;
  return { from: first.channelName, to: record.channelName, model: record.requestedModel };
}

type Joined = {
  readonly proxy: ProxyDeps;
  readonly notices: Pick<NoticeBook, 'subscribe'>;
  readonly store: Pick<Store, 'vault'>;
  readonly entrance: Entrance;
  readonly proxySwitch: ProxySwitch;
  readonly failovers: FailoverWatch;
  readonly sleepSense: Pick<SleepSense, 'wake'>;
  readonly loadAdmin: () => Promise<{ readonly inside: AdminInside }>;
};

export function shellPort(joined: Joined): ShellPort {
  const { proxy, notices, entrance, proxySwitch, failovers, sleepSense, loadAdmin } = joined;
  const { channels, availability, inFlight, settings } = proxy;
  const admin: AdminInside = {
    call: async (method, path, body) => (await loadAdmin()).inside.call(method, path, body),
    issueTicket: async () => (await loadAdmin()).inside.issueTicket(),
  };
  return {
    state: () => stateOf(joined),
    onChange: (listener) => {
      const books = [channels, availability, inFlight, settings, entrance, proxySwitch];
      const ends = books.map((book) => book.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    onNotice: (listener) =>
      notices.subscribe((notice) => {
        if (notice !== null) listener(notice);
      }),
    onFailover: (listener) => failovers.subscribe(listener),
    admin,
    setProxyOn: (isOn) => {
      proxySwitch.set(isOn);
    },
    clearCooldowns: () => {
      availability.clearAll();
    },
    cancelRequests: () => {
      inFlight.cancelAll('byHand');
    },
    useFreePort: async () => {
      if (entrance.taken === null) return;
      // Fixed by the environment it cannot be stored; then it holds for this run.
      if (settings.lockedBy('port') !== null) entrance.stay();
      else await admin.call('PATCH', '/admin/settings', { port: entrance.doors.port });
    },
    retryPort: () => entrance.retry(settings.current()),
    slept: (ms) => {
      sleepSense.wake(ms);
    },
  };
}

function stateOf({ proxy, store, entrance, proxySwitch }: Joined): ShellState {
  const { channels, availability, inFlight, limits, settings } = proxy;
  const { budgetPausePercent } = settings.current();
  const circuits = new Map(
    availability
      .list()
      .filter(({ scope }) => scope.kind === 'channel')
      .map(({ scope, state, until }) => [scope.channelId, { state, until }]),
  );
  return {
    address: entrance.doors.address,
    proxy: proxySwitch.state,
    taken: entrance.taken,
    channels: channels.all().map((channel) => {
      const { id, name, isEnabled, keys } = channel;
      const payer = { kind: 'channel', id } as const;
      const circuit = circuits.get(id);
      const bar = limits.barOf(payer, channel.limits, FREE, budgetPausePercent);
      return {
        id,
        name,
        isEnabled,
        coolingUntil: circuit?.state === 'open' ? circuit.until : null,
        isOnTrial: circuit?.state === 'halfOpen',
        isOverBudget: bar?.kind === 'money',
        hasUsableKey: keys.some((key) => key.isEnabled && key.secret !== null),
      };
    }),
    inFlight: inFlight.size,
    lockedReason: store.vault.isLocked ? store.vault.lockedReason : null,
  };
}

/** A request that costs nothing is stopped by a limit of money only when that is spent. */
const FREE = { model: null, nanoUsd: () => 0 };
