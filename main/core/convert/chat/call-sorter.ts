import { parseObject } from '../../gate/event-json.ts';
import type { PartQueue } from '../inner/part-queue.ts';
import type { ToolCallPart } from '../inner/parts.ts';
import type { CallPiece } from './delta.ts';

type Call = {
  readonly key: object;
  id: string | null;
  name: string | null;
  isFreeform: boolean;
  /** Pieces that came before the name. */
  waiting: string;
  isStarted: boolean;
};

/**
 * Tells which call a piece of a chat stream belongs to, and starts calls in the order of their appearance as soon as
 * their names are known. Vendors repeat ids or leave them empty in later pieces, leave the index out, or give all calls
 * the same one.
 */
export class CallSorter {
  readonly #make: (call: CallPiece, position: number) => ToolCallPart;
  readonly #queue: PartQueue;
  readonly #calls: Call[] = [];
  readonly #byIndex = new Map<number, Call>();

  constructor(make: (call: CallPiece, position: number) => ToolCallPart, queue: PartQueue) {
    this.#make = make;
    this.#queue = queue;
  }

  add(piece: CallPiece, position: number): void {
    const index = piece.index ?? position;
    const known = this.#byIndex.get(index);
    const call = known === undefined || this.#isAnother(known, piece) ? this.#begin(index) : known;
    call.id ??= piece.id;
    call.name ??= piece.name;
    call.isFreeform ||= piece.isFreeform;
    if (call.isStarted) this.#queue.add(call.key, piece.arguments);
    else call.waiting += piece.arguments;
    if (!call.isStarted) this.#startNamed();
  }

  /** Ends all calls; false when one never got a name, without which nobody can run it. */
  end(isWhole: boolean): boolean {
    for (const { key, isFreeform, isStarted } of this.#calls) {
      if (!isStarted) return false;
      const text = this.#queue.textOf(key);
      const isEmpty = text === '' && isWhole;
      const isSound = isFreeform ? isWhole : isEmpty || parseObject(text) !== null;
      this.#queue.end(key, null, isSound);
    }
    return true;
  }

  /** Whether a piece under the index of a known call begins a new one: it has a name, and another id or its own arguments. */
  #isAnother(known: Call, piece: CallPiece): boolean {
    if (piece.name === null || !known.isStarted) return false;
    if (piece.id !== null) return known.id !== null && known.id !== piece.id;
    return piece.arguments !== '' && this.#isComplete(known);
  }

  #isComplete({ key }: Call): boolean {
    return !this.#queue.has(key) || parseObject(this.#queue.textOf(key)) !== null;
  }

  #begin(index: number): Call {
    const call = {
      key: {},
      id: null,
      name: null,
      isFreeform: false,
      waiting: '',
      isStarted: false,
    };
    this.#calls.push(call);
    this.#byIndex.set(index, call);
    return call;
  }

  /** A call whose name is still missing holds up those behind it, so that their order stays. */
  #startNamed(): void {
    for (const [position, call] of this.#calls.entries()) {
      if (call.isStarted) continue;
      const { id, name, isFreeform } = call;
      if (name === null) return;
      this.#queue.endCompleteCalls();
      const made = this.#make({ id, name, isFreeform, index: null, arguments: '' }, position);
      const { arguments: _, cache: __, ...part } = made;
      this.#queue.start(call.key, part);
      this.#queue.add(call.key, call.waiting);
      call.waiting = '';
      call.isStarted = true;
    }
  }
}
