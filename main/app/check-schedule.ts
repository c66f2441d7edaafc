import type { Channel, ChannelId } from '../contracts/channel.ts';
import type { CheckResult } from '../contracts/checks.ts';
import { nextCheckAt } from '../core/checks/due.ts';
import { isCheckable } from '../core/checks/proof.ts';
import { checkChannel, type CheckDeps } from '../proxy/check.ts';
import type { LogPort } from '../proxy/log-port.ts';
import type { ChannelBook } from '../state/channel-book.ts';
import type { CheckBook } from '../state/check-book.ts';

export type CheckScheduleDeps = CheckDeps & {
  readonly channels: ChannelBook;
  readonly checks: CheckBook;
  readonly log: LogPort;
  /** 0 to 1. */
  readonly random: () => number;
};

const LOOK_EVERY_MS = 5000;
/** A gap of several looks means that the machine slept: its network may not be there yet. */
const SLEPT_MS = 20_000;

type Counted = { readonly lastAt: number; readonly dice: number };

/** Checks the channels that want it, each in its time. One timer looks for all of them. */
export class CheckSchedule {
  readonly #deps: CheckScheduleDeps;
  readonly #counted = new Map<ChannelId, Counted>();
  readonly #running = new Map<ChannelId, Promise<CheckResult>>();
  readonly #stopped = new AbortController();
  #cancel: () => void = noop;

  constructor(deps: CheckScheduleDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { clock } = this.#deps;
    const lookedAt = clock.now();
    this.#cancel = clock.after(LOOK_EVERY_MS, () => {
      if (clock.now() - lookedAt <= SLEPT_MS) this.#look();
      this.start();
    });
  }

  /** Breaks running checks off; they say nothing then. */
  async stop(): Promise<void> {
    this.#cancel();
    this.#stopped.abort();
    await Promise.allSettled(this.#running.values());
  }

  /** Checks it now, whether it wants checks or not; the check that is running already, if one is. */
  run(channel: Channel): Promise<CheckResult> {
    const running = this.#running.get(channel.id);
    if (running !== undefined) return running;
    const check = this.#check(channel).finally(() => this.#running.delete(channel.id));
    this.#running.set(channel.id, check);
    return check;
  }

  async #check(channel: Channel): Promise<CheckResult> {
    const { checks, log } = this.#deps;
    this.#counted.set(channel.id, { lastAt: this.#deps.clock.now(), dice: this.#deps.random() });
    const result = await checkChannel(channel, this.#deps, this.#stopped.signal);
    if (this.#stopped.signal.aborted) return result;
    const before = checks.find(channel.id);
    checks.note(channel.id, result);
    const line = `check of ${JSON.stringify(channel.name)}: ${result.text}, ${String(result.ms)} ms`;
    if (!result.ok) log.warn(line);
    else if (before?.ok === false || log.isAccessLogged()) log.info(line);
    return result;
  }

  #look(): void {
    const { channels, network, clock, settings } = this.#deps;
    const wanting = channels.all().filter((one) => one.isEnabled && one.checks.isEnabled);
    for (const id of this.#counted.keys()) {
      if (!wanting.some((one) => one.id === id)) this.#counted.delete(id);
    }
    // Offline, a check would only tell what is known.
    if (network.isDown(clock.now())) return;
    for (const channel of wanting) {
      if (this.#running.size >= settings.current().maxChecksAtOnce) return;
      if (this.#running.has(channel.id) || !this.#isDue(channel)) continue;
      this.run(channel).catch((error: unknown) => {
        this.#deps.log.error(`check of ${JSON.stringify(channel.name)} failed: ${String(error)}`);
      });
    }
  }

  #isDue(channel: Channel): boolean {
    const { clock, settings, random } = this.#deps;
    const now = clock.now();
    const intervalMs = channel.checks.intervalMs ?? settings.current().checkIntervalMs;
    let counted = this.#counted.get(channel.id);
    if (counted === undefined) {
      // Somewhere in its first interval, so that a start does not check all channels at once.
      counted = { lastAt: now - intervalMs * random(), dice: random() };
      this.#counted.set(channel.id, counted);
    }
    const cooldownEndsAt = this.#cooldownEnd(channel);
    return now >= nextCheckAt({ ...counted, intervalMs, cooldownEndsAt });
  }

  #cooldownEnd(channel: Channel): number | null {
    const { availability } = this.#deps;
    if (availability.isCalm) return null;
    const ends = availability
      .circuitsOf(channel.id)
      .filter(({ scope, circuit }) => circuit.until > 0 && isCheckable(channel, scope, circuit))
      .map(({ circuit }) => circuit.until);
    return ends.length === 0 ? null : Math.min(...ends);
  }
}

function noop(): void {
  // Not started.
}
