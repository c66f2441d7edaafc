import fs from 'node:fs';
import path from 'node:path';
import type { Logger } from './logger.ts';

const NAME = 'running.json';
const PRIVATE_MODE = 0o600;

/**
 * How the command line finds the running program, and is let in: whoever can read the data folder can do all of this
 * anyway. The session ends with the process, so what is left behind after a crash opens nothing.
 */
export type Running = {
  readonly pid: number;
  readonly address: string;
  readonly version: string;
  readonly session: string;
};

export class RunFile {
  readonly #file: string;
  readonly #version: string;
  readonly #session: string;
  readonly #log: Pick<Logger, 'warn'>;

  constructor(dataFolder: string, version: string, session: string, log: Pick<Logger, 'warn'>) {
    this.#file = path.join(dataFolder, NAME);
    this.#version = version;
    this.#session = session;
    this.#log = log;
  }

  /** Also after a move to another port. Without it only the command line is blind. */
  write(address: string): void {
    const running: Running = {
      pid: process.pid,
      address,
      version: this.#version,
      session: this.#session,
    };
    try {
      const aside = `${this.#file}.new`;
      fs.rmSync(aside, { force: true });
      fs.writeFileSync(aside, `${JSON.stringify(running)}\n`, { mode: PRIVATE_MODE, flag: 'wx' });
      fs.renameSync(aside, this.#file);
    } catch (error) {
      this.#log.warn(`the command line will not find this program: ${String(error)}`);
    }
  }

  /** The data folder is locked while we run, so the file is our own. */
  remove(): void {
    fs.rmSync(this.#file, { force: true });
  }
}

/** Null when nothing runs on the data folder, or nothing that could be asked. */
export function readRunFile(dataFolder: string): Running | null {
  try {
    const running = JSON.parse(fs.readFileSync(path.join(dataFolder, NAME), 'utf8')) as Running;
    return typeof running.address === 'string' && typeof running.session === 'string'
      ? running
      : null;
  } catch {
    return null;
  }
}
