import type { After } from '../ui/timers.ts';

export type Toast = {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
  /** Offered as long as the toast stands. */
  readonly action: { readonly label: string; readonly run: () => void } | null;
};

type Waiting = { toast: Toast; cancel: () => void };

/** Long enough to read a sentence and to decide. */
const SHOWN_MS = 8_000;

/** More would hide what they speak of. */
const MOST = 4;

/** Short notices of what has been done, some with a way back. They wait while the pointer or the focus is on them. */
export class Toasts {
  readonly #after: After;
  #waiting: Waiting[] = [];
  #lastId = 0;
  #shown = $state.raw<readonly Toast[]>([]);

  constructor(after: After) {
    this.#after = after;
  }

  get shown(): readonly Toast[] {
    return this.#shown;
  }

  say(text: string, action: Toast['action'] = null): void {
    this.#add({ tone: 'good', text, action });
  }

  complain(text: string, action: Toast['action'] = null): void {
    this.#add({ tone: 'bad', text, action });
  }

  dismiss(id: number): void {
    for (const one of this.#waiting) if (one.toast.id === id) one.cancel();
    this.#keep((toast) => toast.id !== id);
  }

  /** Does what the newest one offers; false when none offers anything. */
  act(): boolean {
    const toast = this.#shown.findLast(({ action }) => action !== null);
    if (toast === undefined) return false;
    toast.action?.run();
    this.dismiss(toast.id);
    return true;
  }

  hold(): void {
    for (const { cancel } of this.#waiting) cancel();
  }

  release(): void {
    for (const one of this.#waiting) one.cancel = this.#endLater(one.toast.id);
  }

  #add(toast: Omit<Toast, 'id'>): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#waiting.push({ toast: { ...toast, id }, cancel: this.#endLater(id) });
    const [oldest] = this.#waiting;
    if (this.#waiting.length > MOST && oldest !== undefined) this.dismiss(oldest.toast.id);
    else this.#keep(() => true);
  }

  #endLater(id: number): () => void {
    return this.#after(SHOWN_MS, () => {
      this.dismiss(id);
    });
  }

  #keep(wanted: (toast: Toast) => boolean): void {
    this.#waiting = this.#waiting.filter(({ toast }) => wanted(toast));
    this.#shown = this.#waiting.map(({ toast }) => toast);
  }
}
