import fs from 'node:fs';
import path from 'node:path';
import { start, stop, type Started } from '../processes.ts';

/** Targets have this CPU to themselves; load generator and upstream share the other one. */
const TARGET_CPU = 0;
export const LOAD_CPU = 1;

/** How a proxy is started so that it forwards to the fake upstream. */
export type TargetSpec = {
  readonly name: string;
  readonly port: number;
  readonly command: readonly string[];
  /** Its working folder and home; its output goes to `out.log` there. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Headers it needs on every request. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** A proxy under measurement, started and stopped as often as it takes. */
export class Target {
  readonly spec: TargetSpec;
  #running: Started | null = null;

  constructor(spec: TargetSpec) {
    this.spec = spec;
    fs.mkdirSync(spec.folder, { recursive: true });
  }

  get name(): string {
    return this.spec.name;
  }

  get pid(): number {
    if (this.#running === null) throw new Error(`${this.name} does not run.`);
    return this.#running.pid;
  }

  /** Does not wait until it answers. */
  launch(): void {
    const { command, folder, env } = this.spec;
    const output = fs.openSync(path.join(folder, 'out.log'), 'a');
    this.#running = start(command, {
      cpu: TARGET_CPU,
      cwd: folder,
      // Nothing of the user's: no proxy, no settings, no cache of compiled code but its own.
      env: { HOME: folder, TMPDIR: folder, ...env },
      stdio: ['ignore', output, output],
    });
    fs.closeSync(output);
  }

  /** Does nothing when it does not run. */
  async stop(): Promise<void> {
    if (this.#running !== null) await stop(this.#running);
    this.#running = null;
  }

  /** The last lines of its output, for when it does not answer. */
  lastWords(): string {
    return fs.readFileSync(path.join(this.spec.folder, 'out.log'), 'utf8').slice(-2000);
  }
}
