import { app } from 'electron';
import { restartOptions } from './arguments.ts';

/** An engine that does not end must not keep a person from ending the program. */
const LONGEST_END_MS = 30_000;

/** Ends in order, once, and with 0: whoever quits, by menu, signal or the end of the session. */
export class Quitting {
  readonly #end: () => Promise<void>;
  #isQuitting = false;
  #hasEnded = false;
  #finish = (): void => {
    app.exit(0);
  };

  /** @param end closes what is shown at once, and the engine when its requests have ended */
  constructor(end: () => Promise<void>) {
    this.#end = end;
  }

  /** True as soon as the program is on its way out: then windows close. */
  get isQuitting(): boolean {
    return this.#isQuitting;
  }

  listen(): void {
    app.on('before-quit', (event) => {
      // An update quits once more, to be installed.
      if (this.#hasEnded) return;
      event.preventDefault();
      if (this.#isQuitting) return;
      this.#isQuitting = true;
      void this.#leave();
    });
  }

  /** Ends in order like any other end; only the last step is another. */
  leaveBy(finish: () => void): void {
    this.#finish = () => {
      finish();
      // An installer that does not want to start must not leave a program without an engine.
      setTimeout(() => {
        app.exit(1);
      }, LONGEST_END_MS);
    };
    app.quit();
  }

  /** Ends in order, and starts the program anew. */
  restart(): void {
    this.leaveBy(() => {
      app.relaunch(restartOptions(process.argv.slice(1), process.env['APPIMAGE']));
      app.exit(0);
    });
  }

  async #leave(): Promise<void> {
    const late = setTimeout(() => {
      app.exit(1);
    }, LONGEST_END_MS);
    try {
      await this.#end();
      this.#hasEnded = true;
      clearTimeout(late);
      this.#finish();
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
      app.exit(1);
    }
  }
}
