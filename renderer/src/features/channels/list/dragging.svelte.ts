import type { ChannelId, ChannelView } from '#contracts/channel';
import { movedBeside, type Order } from './channel-order.ts';

/** A row on its way to another place. */
export class Dragging {
  #id = $state<ChannelId | null>(null);
  #target = $state.raw<{ id: ChannelId; side: 'before' | 'after' } | null>(null);

  begin(id: ChannelId): void {
    this.#id = id;
  }

  /** On which side of this row it would be dropped; null when not beside it. */
  sideOf(id: ChannelId): 'before' | 'after' | null {
    return this.#target?.id === id ? this.#target.side : null;
  }

  over(event: DragEvent & { currentTarget: HTMLElement }, id: ChannelId): void {
    if (this.#id === null || this.#id === id) return;
    event.preventDefault();
    const { top, height } = event.currentTarget.getBoundingClientRect();
    this.#target = { id, side: event.clientY < top + height / 2 ? 'before' : 'after' };
  }

  /** Ends it. The result is what has to be done; null when nothing has. */
  drop(channels: readonly ChannelView[]): { id: ChannelId; order: Order } | null {
    const id = this.#id;
    const target = this.#target;
    this.#id = null;
    this.#target = null;
    if (id === null || target === null) return null;
    const order = movedBeside(channels, id, target.id, target.side);
    return order === null ? null : { id, order };
  }
}
