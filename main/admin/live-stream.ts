import type { ChangedThing, LiveEvent } from '../contracts/live-events.ts';
import { Coalesced } from '../state/coalesced.ts';
import { CooldownWatch } from './cooldown-watch.ts';
import type { AdminDeps } from './deps.ts';

/** Bytes that may wait for a reader. A snapshot of a thousand requests is half of it. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** A reader that takes nothing for so long has gone without saying so. */
const STUCK_AFTER_MS = 60_000;

/** An order for captures counts down with every request. */
const CAPTURES_EVERY_MS = 500;

type Stream = {
  readonly isAllowed: () => boolean;
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** Since when the reader has not kept up; events are left out until it gets a new snapshot. */
  behindSince: number | null;
  /** Told after that snapshot, because it does not hold them. */
  readonly missed: Set<ChangedThing>;
};

const encoder = new TextEncoder();

/**
 * The open event streams of the UI. Each event is encoded once for all of them. A reader that falls behind
 * is sent nothing until it has read what waits, and then a new snapshot: the memory it costs is bounded.
 */
export class LiveStreams {
  readonly #deps: AdminDeps;
  readonly #streams = new Set<Stream>();
  #unsubscribe: (() => void)[] = [];

  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#streams.size;
  }

  /** @param isAllowed asked before every event; the stream ends when its session has */
  open(isAllowed: () => boolean): ReadableStream<Uint8Array> {
    let stream: Stream;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          stream = { isAllowed, controller, behindSince: null, missed: new Set() };
          this.#streams.add(stream);
          if (this.#streams.size === 1) this.#subscribe();
          controller.enqueue(encoder.encode('retry: 2000\n\n'));
          this.#sendSnapshot(stream);
        },
        pull: () => {
          if (stream.behindSince !== null) this.#sendSnapshot(stream);
        },
        cancel: () => {
          this.#forget(stream);
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING_BYTES }),
    );
  }

  /** A comment that keeps proxies from closing a quiet stream; it also finds streams that have ended. */
  beat(): void {
    const comment = encoder.encode(':\n\n');
    for (const stream of [...this.#streams]) this.#send(stream, comment);
  }

  closeAll(): void {
    for (const stream of [...this.#streams]) this.#end(stream);
  }

  #subscribe(): void {
    const { channels, tokens, settings, rules, prices, notices, inFlight } = this.#deps.books;
    const tellOf = (what: ChangedThing) => (): void => {
      this.#tell({ kind: 'changed', what });
    };
    const cooldowns = new CooldownWatch(this.#deps, tellOf('cooldowns'));
    const captures = new Coalesced(tellOf('captures'), CAPTURES_EVERY_MS, this.#deps.after);
    this.#unsubscribe = [
      inFlight.subscribe((delta) => {
        this.#tell({ kind: 'inFlight', ...delta });
      }),
      channels.subscribe(tellOf('channels')),
      tokens.subscribe(tellOf('tokens')),
      settings.subscribe(tellOf('settings')),
      rules.subscribe(tellOf('rules')),
      prices.subscribe(tellOf('prices')),
      this.#deps.captures.book.subscribe(() => {
        captures.ask();
      }),
      notices.subscribe((notice) => {
        this.#tell(
          notice === null ? { kind: 'changed', what: 'notices' } : { kind: 'notice', notice },
        );
      }),
      () => {
        captures.stop();
        cooldowns.stop();
      },
    ];
  }

  #tell(event: LiveEvent): void {
    const bytes = encodeEvent(event);
    for (const stream of [...this.#streams]) {
      if (isFull(stream)) {
        if (event.kind === 'changed') stream.missed.add(event.what);
        // What it says stands in the list.
        else if (event.kind === 'notice') stream.missed.add('notices');
      }
      this.#send(stream, bytes);
    }
  }

  #send(stream: Stream, bytes: Uint8Array): void {
    if (!stream.isAllowed()) {
      this.#end(stream);
    } else if (isFull(stream)) {
      const now = this.#deps.now();
      stream.behindSince ??= now;
      if (now - stream.behindSince > STUCK_AFTER_MS) this.#end(stream);
    } else {
      stream.controller.enqueue(bytes);
    }
  }

  #sendSnapshot(stream: Stream): void {
    stream.behindSince = null;
    const inFlight = this.#deps.books.inFlight.snapshot();
    const snapshot = { kind: 'snapshot', inFlight, now: this.#deps.now() } as const;
    stream.controller.enqueue(encodeEvent(snapshot));
    for (const what of stream.missed)
      stream.controller.enqueue(encodeEvent({ kind: 'changed', what }));
    stream.missed.clear();
  }

  #end(stream: Stream): void {
    this.#forget(stream);
    stream.controller.close();
  }

  #forget(stream: Stream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
  }
}

/** A reader that is behind gets nothing more until it has a new snapshot, even if there is room again. */
function isFull(stream: Stream): boolean {
  return stream.behindSince !== null || (stream.controller.desiredSize ?? 0) <= 0;
}

function encodeEvent(event: LiveEvent): Uint8Array {
  return encoder.encode(`data: ${JSON.stringify(event)}\n\n`);
}
