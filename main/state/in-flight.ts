import type {
  ClosedRequest,
  InFlightChange,
  InFlightPhase,
  InFlightView,
  LiveEvent,
  QueueReason,
} from '../contracts/live-events.ts';
import { liveChange } from '../core/live-change.ts';
import { LinkedList, type Linked } from './linked-list.ts';
import { Subscribers } from './subscribers.ts';

export type InFlightDelta = Omit<Extract<LiveEvent, { kind: 'inFlight' }>, 'kind'>;

/** Who ends a request before its time: a person, or the program because it stops. */
export type CancelReason = 'byHand' | 'shutdown';

/** What can be done to a running request from outside. */
export type InFlightControl = {
  cancel(reason: CancelReason): void;
  /** Gives the running attempt up for the next channel; false once the answer reaches the client. */
  reroute(): boolean;
};

/** What of a request is worked out only when somebody looks at it. */
export type LiveLook = Pick<
  InFlightView,
  | 'attempts'
  | 'convertedTo'
  | 'outputTokens'
  | 'isOutputEstimated'
  | 'canTryNext'
  | 'typicalFirstByteMs'
>;

const NOTHING_YET: LiveLook = {
  attempts: [],
  convertedTo: null,
  outputTokens: null,
  isOutputEstimated: false,
  canTryNext: false,
  typicalFirstByteMs: null,
};

/** Runs a function once after some milliseconds. */
export type After = (ms: number, run: () => void) => unknown;

/** Ten changes a second are as many as a person can see. */
const DELTA_EVERY_MS = 100;

type Facts = Omit<
  InFlightView,
  'phase' | 'attemptCount' | 'firstByteMs' | 'responseBytes' | 'queueReason' | keyof LiveLook
>;

/** Accepted requests that are not closed yet. */
export class InFlight {
  readonly #after: After;
  /** In the order they came. A list, because a map that thousands pass through is rebuilt again and again. */
  readonly #requests = new LinkedList<InFlightRequest>();
  readonly #changed = new Set<InFlightRequest>();
  #closed: ClosedRequest[] = [];
  #isDeltaDue = false;
  /** What the listeners know of each since the last snapshot. */
  readonly #told = new Map<InFlightRequest, InFlightView>();
  readonly #subscribers = new Subscribers<InFlightDelta>();

  constructor(after: After) {
    this.#after = after;
  }

  get size(): number {
    return this.#requests.size;
  }

  list(): readonly InFlightView[] {
    return [...this.#requests].map((request) => request.view());
  }

  /**
   * The list for somebody who listens from now on. It may be ahead of what the others were told; so that each next
   * change is true for all of them, it is told whole.
   */
  snapshot(): readonly InFlightView[] {
    this.#told.clear();
    return this.list();
  }

  open(
    facts: Facts,
    control: InFlightControl,
    look: () => LiveLook = () => NOTHING_YET,
  ): InFlightRequest {
    const request = new InFlightRequest(facts, control, look, (one) => {
      this.#noteChange(one);
    });
    this.#requests.add(request);
    this.#noteChange(request);
    return request;
  }

  close(request: InFlightRequest, closed: ClosedRequest): void {
    if (!this.#requests.remove(request)) return;
    this.#changed.delete(request);
    this.#told.delete(request);
    if (this.#subscribers.size === 0) return;
    this.#closed.push(closed);
    this.#scheduleDelta();
  }

  /** False when no such request is in flight. */
  cancel(id: string): boolean {
    const request = this.#find(id);
    request?.control.cancel('byHand');
    return request !== undefined;
  }

  /** False when no such request is in flight, or its answer has begun. */
  reroute(id: string): boolean {
    return this.#find(id)?.control.reroute() ?? false;
  }

  cancelAll(reason: CancelReason): void {
    for (const request of [...this.#requests]) request.control.cancel(reason);
  }

  /** Tells of changes at most ten times a second. Nothing is collected while nobody listens. */
  subscribe(listener: (delta: InFlightDelta) => void): () => void {
    return this.#subscribers.add(listener);
  }

  /** For what a person does: among a thousand requests at most, once in a while. */
  #find(id: string): InFlightRequest | undefined {
    return [...this.#requests].find((request) => request.id === id);
  }

  #noteChange(request: InFlightRequest): void {
    if (this.#subscribers.size === 0) return;
    this.#changed.add(request);
    this.#scheduleDelta();
  }

  #scheduleDelta(): void {
    if (this.#isDeltaDue) return;
    this.#isDeltaDue = true;
    this.#after(DELTA_EVERY_MS, () => {
      this.#isDeltaDue = false;
      const delta = this.#takeDelta();
      if (Object.values(delta).some(({ length }) => length > 0)) this.#subscribers.tell(delta);
    });
  }

  #takeDelta(): InFlightDelta {
    const opened: InFlightView[] = [];
    const changed: InFlightChange[] = [];
    for (const request of this.#changed) {
      const view = request.view();
      const told = this.#told.get(request);
      const change = told === undefined ? null : liveChange(told, view);
      if (told === undefined) opened.push(view);
      else if (change !== null) changed.push(change);
      this.#told.set(request, view);
    }
    const delta = { opened, changed, closed: this.#closed };
    this.#changed.clear();
    this.#closed = [];
    return delta;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type Progress = {
  phase: InFlightPhase;
  tokenName: string;
  protocol: Facts['protocol'];
  requestedModel: string | null;
  upstreamModel: string | null;
  isStreaming: boolean;
  channelName: string | null;
  keyMask: string | null;
  attemptCount: number;
  firstByteMs: number | null;
  requestBytes: number;
  queueReason: QueueReason | null;
};

/** One request in flight; its owner reports progress, its book tells the listeners. */
export class InFlightRequest implements Linked<InFlightRequest> {
  previous: InFlightRequest | null = null;
  next: InFlightRequest | null = null;
  readonly control: InFlightControl;
  readonly #look: () => LiveLook;
  readonly #noteChange: (request: InFlightRequest) => void;
  /** Changed in place: it changes several times in each request, and is seldom looked at. */
  readonly #view: Mutable<Omit<InFlightView, 'responseBytes' | keyof LiveLook>>;
  /** A plain field: it changes with every chunk. */
  #responseBytes = 0;

  constructor(
    facts: Facts,
    control: InFlightControl,
    look: () => LiveLook,
    noteChange: (request: InFlightRequest) => void,
  ) {
    this.#view = {
      ...facts,
      phase: 'queued',
      attemptCount: 0,
      firstByteMs: null,
      queueReason: null,
    };
    this.control = control;
    this.#look = look;
    this.#noteChange = noteChange;
  }

  get id(): string {
    return this.#view.id;
  }

  get responseBytes(): number {
    return this.#responseBytes;
  }

  report(progress: Partial<Progress>): void {
    Object.assign(this.#view, progress);
    this.#noteChange(this);
  }

  received(bytes: number): void {
    this.#responseBytes += bytes;
    this.#noteChange(this);
  }

  view(): InFlightView {
    return { ...this.#view, responseBytes: this.#responseBytes, ...this.#look() };
  }
}
