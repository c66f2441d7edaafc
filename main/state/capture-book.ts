import type { CaptureOrder, CaptureSwitches } from '../contracts/capture.ts';
import type { ChannelId } from '../contracts/channel.ts';
import type { TokenId } from '../contracts/token.ts';
import { fitsPattern } from '../core/model-pattern.ts';
import { Subscribers } from './subscribers.ts';

/** What of an attempt decides whether it is captured. */
export type CaptureSubject = {
  readonly channelId: ChannelId;
  readonly tokenId: TokenId | null;
  /** As the client asked for it. */
  readonly model: string | null;
};

export type OrderDraft = Pick<CaptureOrder, 'channelId' | 'tokenId' | 'model' | 'count'>;

/** In place of an order's id. */
export const BY_SWITCH = 0;

const NOBODY: CaptureSwitches = { channelIds: [], tokenIds: [] };

/** More orders at once would be looked through with every attempt. */
const MAX_ORDERS = 100;

/**
 * Whose requests are captured: those of channels and tokens that are switched on, and the next ones that somebody has
 * ordered. Orders live as long as the program.
 */
export class CaptureBook {
  #switches = NOBODY;
  #orders: CaptureOrder[] = [];
  #lastId = 0;
  #isOn = false;
  readonly #subscribers = new Subscribers<void>();

  /** False: nothing is captured, whatever comes. */
  get isOn(): boolean {
    return this.#isOn;
  }

  get switches(): CaptureSwitches {
    return this.#switches;
  }

  /** Also those that are used up, until they are removed. */
  get orders(): readonly CaptureOrder[] {
    return this.#orders;
  }

  replaceSwitches(switches: CaptureSwitches): void {
    this.#switches = switches;
    this.#settle();
  }

  /** Null when there are too many that wait. */
  order(draft: OrderDraft): CaptureOrder | null {
    // The oldest that is used up makes room: it has been seen by whoever wanted to.
    if (this.#orders.length >= MAX_ORDERS) {
      const spent = this.#orders.findIndex(({ left }) => left === 0);
      if (spent < 0) return null;
      this.#orders.splice(spent, 1);
    }
    const order = { ...draft, id: ++this.#lastId, left: draft.count };
    this.#orders.push(order);
    this.#settle();
    return order;
  }

  /** False when there is no such order. */
  removeOrder(id: number): boolean {
    const kept = this.#orders.filter((order) => order.id !== id);
    const isFound = kept.length < this.#orders.length;
    this.#orders = kept;
    this.#settle();
    return isFound;
  }

  /**
   * Whether an attempt is captured: null when it is not, else the id of the order that its request counts for, or
   * `BY_SWITCH`. `taken` are those that the request counts for already: it counts once, however many attempts it takes, and
   * for none where it is captured anyway. Allocates nothing for an attempt that is not captured.
   */
  claim(subject: CaptureSubject, taken: ReadonlySet<number> | null): number | null {
    const { channelIds, tokenIds } = this.#switches;
    if (channelIds.includes(subject.channelId)) return BY_SWITCH;
    if (subject.tokenId !== null && tokenIds.includes(subject.tokenId)) return BY_SWITCH;
    let open: CaptureOrder | null = null;
    for (const order of this.#orders) {
      if (!isFor(order, subject)) continue;
      if (taken?.has(order.id) === true) return order.id;
      if (order.left > 0) open ??= order;
    }
    if (open === null) return null;
    const { id, left } = open;
    this.#orders = this.#orders.map((one) => (one.id === id ? { ...one, left: left - 1 } : one));
    this.#settle();
    return id;
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }

  #settle(): void {
    const { channelIds, tokenIds } = this.#switches;
    this.#isOn =
      channelIds.length > 0 || tokenIds.length > 0 || this.#orders.some(({ left }) => left > 0);
    this.#subscribers.tell();
  }
}

function isFor(order: CaptureOrder, { channelId, tokenId, model }: CaptureSubject): boolean {
  if (order.channelId !== null && order.channelId !== channelId) return false;
  if (order.tokenId !== null && order.tokenId !== tokenId) return false;
  return order.model === null || (model !== null && fitsPattern(order.model, model));
}
