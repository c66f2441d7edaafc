import type { CapturedEvent, CaptureView, CurlCommands, MergedAnswer } from '#contracts/capture';
import type { AdminClient } from '../../../api/admin-client.ts';
import { Loaded, type LoadedView } from '../../../api/loaded.svelte.ts';

export const PARTS = ['merged', 'events', 'raw', 'request', 'sent', 'headers'] as const;
export type Part = (typeof PARTS)[number];

export type Captured = { readonly isRunning: boolean; readonly attempts: readonly CaptureView[] };
export type Events = { readonly total: number; readonly events: readonly CapturedEvent[] };

const EVENTS_AT_ONCE = 200;

/** Which body a part shows. */
const BODIES = { raw: 'answer', request: 'request', sent: 'sent' } as const;
export type BodyPart = keyof typeof BODIES;

/** What was captured of one request. Its bodies are read when they are looked at. */
export class Capture {
  readonly #client: AdminClient;
  readonly #path: string;
  readonly #all: Loaded<Captured>;
  readonly curl: Loaded<CurlCommands>;
  #number = $state<number | null>(null);
  #part = $state<Part>('merged');
  #merged = $state.raw<Loaded<MergedAnswer> | null>(null);
  #events = $state.raw<Loaded<Events> | null>(null);
  #body = $state.raw<Loaded<string> | null>(null);

  constructor(client: AdminClient, requestId: string) {
    this.#client = client;
    this.#path = `/admin/requests/${encodeURIComponent(requestId)}`;
    this.#all = new Loaded(() => client.get<Captured>(`${this.#path}/capture`));
    this.curl = new Loaded(() =>
      client.get<CurlCommands>(`${this.#path}/curl`, { attempt: this.attempt?.number }),
    );
  }

  get view(): LoadedView<Captured> {
    return this.#all.view;
  }

  /** Nothing was captured, which is as it should be unless somebody asked for it. */
  get isNone(): boolean {
    const { view } = this;
    return view.kind === 'failed'
      ? view.problem.kind === 'refused' && view.problem.code === 'capture.not-found'
      : view.kind === 'ready' && view.data.attempts.length === 0;
  }

  /** The one that is looked at: the last, unless another was chosen. */
  get attempt(): CaptureView | null {
    const attempts = this.#all.data?.attempts ?? [];
    return attempts.find(({ number }) => number === this.#number) ?? attempts.at(-1) ?? null;
  }

  get part(): Part {
    return this.#part;
  }

  get merged(): Loaded<MergedAnswer> | null {
    return this.#merged;
  }

  get events(): Loaded<Events> | null {
    return this.#events;
  }

  get body(): Loaded<string> | null {
    return this.#body;
  }

  async load(): Promise<void> {
    await this.#all.load();
    if (this.attempt !== null) this.show(this.#part);
  }

  choose(number: number): void {
    this.#number = number;
    this.show(this.#part);
  }

  show(part: Part): void {
    this.#part = part;
    if (part === 'merged') {
      this.#merged = this.#reading(() => this.#client.get<MergedAnswer>(this.#at('merged')));
    } else if (part === 'events') {
      this.#events = this.#reading(() =>
        this.#client.get<Events>(this.#at('events'), { limit: EVENTS_AT_ONCE }),
      );
    } else if (part !== 'headers') {
      this.#body = this.#reading(() => this.#client.text(this.bodyPath(part)));
    }
  }

  async moreEvents(): Promise<void> {
    const shown = this.#events?.data ?? null;
    if (shown === null) return;
    const answer = await this.#client.get<Events>(this.#at('events'), {
      from: shown.events.length,
      limit: EVENTS_AT_ONCE,
    });
    if (!answer.ok || this.#events?.data !== shown) return;
    const { total, events } = answer.data;
    this.#events.replace({ total, events: [...shown.events, ...events] });
  }

  /** What was sent is the client's own body where nothing had to be changed. */
  bodyPath(part: BodyPart): string {
    const isOwn = part === 'sent' && this.attempt?.sent.body === null;
    return this.#at(`${isOwn ? 'request' : BODIES[part]}-body`);
  }

  #at(what: string): string {
    return `${this.#path}/capture/${this.attempt?.number ?? 1}/${what}`;
  }

  #reading<T>(read: ConstructorParameters<typeof Loaded<T>>[0]): Loaded<T> {
    const loaded = new Loaded(read);
    void loaded.load();
    return loaded;
  }
}
