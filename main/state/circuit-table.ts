import type { ChannelId } from '../contracts/channel.ts';
import type { CooldownScope } from '../contracts/cooldown.ts';
import {
  isForgotten,
  QUIET_MS,
  type Circuit,
  type CooldownChanges,
  type StoredCooldown,
} from '../core/availability/circuit.ts';
import { scopeName } from '../core/availability/scopes.ts';
import { ChannelCircuits, type CircuitEntry } from './channel-circuits.ts';
import type { After } from './in-flight.ts';

/** Where cooldowns are written down. The caller never waits for it and hears of no failure. */
export type CooldownPort = { save(changes: CooldownChanges): void };

/** Many failures come together; one write for them is enough. */
const SAVE_AFTER_MS = 200;

/** Models are named by clients: without a bound a stranger could fill the memory with invented ones. */
const MAX_CIRCUITS = 5000;

/** The circuits that are not plainly closed, and the writing down of their changes. */
export class CircuitTable {
  readonly #port: CooldownPort;
  readonly #after: After;
  readonly #now: () => number;
  readonly #entries = new Map<string, CircuitEntry>();
  readonly #byChannel = new Map<ChannelId, ChannelCircuits>();
  readonly #unsaved = new Map<string, CooldownScope>();
  #isSaveDue = false;
  #isSweepDue = false;

  constructor(port: CooldownPort, after: After, now: () => number) {
    this.#port = port;
    this.#after = after;
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  entries(): IterableIterator<CircuitEntry> {
    return this.#entries.values();
  }

  /** Those of one channel: its own, and those of its keys, URLs and models. */
  ofChannel(channelId: ChannelId): CircuitEntry[] {
    return [...this.#entries.values()].filter(({ scope }) => scope.channelId === channelId);
  }

  /** The same, each found by what it is about; undefined when nothing of the channel cools. */
  partsOf(channelId: ChannelId): ChannelCircuits | undefined {
    return this.#byChannel.get(channelId);
  }

  find(name: string): Circuit | null {
    return this.#entries.get(name)?.circuit ?? null;
  }

  entry(name: string): CircuitEntry | null {
    return this.#entries.get(name) ?? null;
  }

  /** Without a circuit the scope is closed and forgotten. Returns whether anything changed. */
  set(scope: CooldownScope, circuit: Circuit | null): boolean {
    const name = scopeName(scope);
    const past = this.#entries.get(name);
    if (circuit === (past?.circuit ?? null)) return false;
    if (circuit === null) {
      this.#remove(name, scope);
    } else {
      const hasOpened = circuit.openedAt !== past?.circuit.openedAt;
      const before = hasOpened ? (past?.circuit ?? null) : past.before;
      if (past === undefined && this.#entries.size >= MAX_CIRCUITS) this.#makeRoom();
      this.#put(name, { scope, circuit, before });
      this.#sweepLater();
    }
    this.#saveLater(name, scope);
    return true;
  }

  /** Read back at start. */
  load(stored: readonly StoredCooldown[]): void {
    const now = this.#now();
    for (const { scope, circuit } of stored) {
      const name = scopeName(scope);
      if (isForgotten(circuit, now)) this.#saveLater(name, scope);
      else this.#put(name, { scope, circuit, before: null });
    }
    this.#sweepLater();
  }

  /** Writes what is not written yet. Only open and half-open circuits are worth a row. */
  flush(): void {
    if (this.#unsaved.size === 0) return;
    const saved: StoredCooldown[] = [];
    const removed: CooldownScope[] = [];
    for (const [name, scope] of this.#unsaved) {
      const circuit = this.find(name);
      if (circuit === null || circuit.until === 0) removed.push(scope);
      else saved.push({ scope, circuit });
    }
    this.#unsaved.clear();
    this.#port.save({ saved, removed });
  }

  #put(name: string, entry: CircuitEntry): void {
    const { channelId } = entry.scope;
    this.#entries.set(name, entry);
    const parts = this.#byChannel.get(channelId) ?? new ChannelCircuits();
    parts.set(entry);
    this.#byChannel.set(channelId, parts);
  }

  #remove(name: string, scope: CooldownScope): void {
    this.#entries.delete(name);
    const parts = this.#byChannel.get(scope.channelId);
    parts?.delete(scope);
    if (parts?.isEmpty) this.#byChannel.delete(scope.channelId);
  }

  #saveLater(name: string, scope: CooldownScope): void {
    this.#unsaved.set(name, scope);
    if (this.#isSaveDue) return;
    this.#isSaveDue = true;
    this.#after(SAVE_AFTER_MS, () => {
      this.#isSaveDue = false;
      this.flush();
    });
  }

  /** What is forgotten leaves nothing behind: while the table is empty, taking a candidate costs nothing. */
  #sweepLater(): void {
    if (this.#isSweepDue || this.#entries.size === 0) return;
    this.#isSweepDue = true;
    this.#after(QUIET_MS, () => {
      this.#isSweepDue = false;
      this.#sweep();
      this.#sweepLater();
    });
  }

  #sweep(): void {
    const now = this.#now();
    for (const { scope, circuit } of [...this.#entries.values()]) {
      if (isForgotten(circuit, now)) this.set(scope, null);
    }
  }

  /** What is forgotten anyway goes first; if that is nothing, the oldest model. */
  #makeRoom(): void {
    this.#sweep();
    if (this.#entries.size < MAX_CIRCUITS) return;
    for (const { scope } of this.#entries.values()) {
      if (scope.kind !== 'model') continue;
      this.set(scope, null);
      return;
    }
  }
}
