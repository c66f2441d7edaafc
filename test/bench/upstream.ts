import { once } from 'node:events';
import path from 'node:path';
import type { AnswerShape } from './fake-upstream.ts';
import { start, type Started } from './processes.ts';
import { LOAD_CPU } from './targets/target.ts';

/** The fake provider in its own process. */
export class Upstream {
  readonly port: number;
  readonly #started: Started;

  private constructor(started: Started, port: number) {
    this.#started = started;
    this.port = port;
  }

  static async start(folder: string): Promise<Upstream> {
    const script = path.join(import.meta.dirname, 'fake-upstream.ts');
    const started = start([process.execPath, script], {
      cpu: LOAD_CPU,
      cwd: folder,
      env: {},
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [message] = (await once(started.child, 'message')) as [{ readonly port: number }];
    return new Upstream(started, message.port);
  }

  get pid(): number {
    return this.#started.pid;
  }

  /** Sets how answers look from now on. */
  async reshape(shape: AnswerShape): Promise<void> {
    const done = once(this.#started.child, 'message');
    this.#started.child.send(shape);
    await done;
  }
}
