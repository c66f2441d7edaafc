import { app } from 'electron';
import type { SecondStart } from './start.ts';

/** Links and further starts, from the first moment on: the program may not be ready for them yet. */
export class EarlyCalls {
  #waiting: SecondStart[] = [];
  #take: ((call: SecondStart) => void) | null = null;

  constructor(link: string | null) {
    if (link !== null) this.#waiting.push({ link });
    // macOS hands links over by an event, also the one that started us.
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#add({ link: url });
    });
    app.on('second-instance', (_event, _argv, _folder, told) => {
      this.#add({ link: linkIn(told) });
    });
    app.on('activate', () => {
      this.#add({ link: null });
    });
  }

  /** What came so far, and whatever comes from now on. */
  listen(take: (call: SecondStart) => void): void {
    this.#take = take;
    for (const call of this.#waiting.splice(0)) take(call);
  }

  #add(call: SecondStart): void {
    if (this.#take === null) this.#waiting.push(call);
    else this.#take(call);
  }
}

/** Another instance may be of another version. */
function linkIn(told: unknown): string | null {
  const link = (told as Partial<SecondStart> | null | undefined)?.link;
  return typeof link === 'string' ? link : null;
}
