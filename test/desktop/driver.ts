import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type * as Electron from 'electron/main';
import { onTestFinished } from 'vitest';
import { closedPort } from '../support/scripted-upstream.ts';
import { waitFor } from '../support/wait-for.ts';

type ElectronModule = typeof Electron;

type Evaluated<A, R> = (electron: ElectronModule, argument: A) => R | Promise<R>;

/** The running desktop program, on the stand-in or on a real Electron: the specs do not know which. */
export type Desktop = {
  /** The page of its window, once it is there. */
  window(): Promise<Page>;
  /** Runs a function in the main process. It reaches nothing of the spec but its argument. */
  evaluate<A, R>(run: Evaluated<A, R>, argument: A): Promise<R>;
  /** Its exit code. */
  readonly exited: Promise<number | null>;
  readonly pid: number;
};

export type DesktopOptions = {
  /** Its data folder lies in it; another start may use the same. */
  readonly folder: string;
  readonly args?: readonly string[];
  /** The one to listen on; by default one that nobody has. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
};

export const isReal = process.env['CCLOAD_E2E_ELECTRON'] === '1';

const ROOT = path.join(import.meta.dirname, '../..');
const PATIENCE_MS = 30_000;

/** A folder for one program, with a session bus that says what trays there are. */
export function desktopFolder(hasTray = true): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ccload-desktop-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'gdbus'), `#!/bin/sh\necho "(${String(hasTray)},)"\n`);
  chmodSync(path.join(bin, 'gdbus'), 0o755);
  return folder;
}

export async function startDesktop(options: DesktopOptions): Promise<Desktop> {
  const port = options.port ?? (await closedPort());
  const args = [`--port=${String(port)}`, ...(options.args ?? [])];
  return isReal ? startReal({ ...options, args }) : startStandIn({ ...options, args });
}

function environment({ folder, env = {} }: DesktopOptions): Record<string, string> {
  const { PATH = '', DISPLAY = '', CHROMIUM } = process.env;
  return {
    PATH: `${path.join(folder, 'bin')}${path.delimiter}${PATH}`,
    HOME: folder,
    DISPLAY,
    CCLOAD_DATA_DIR: path.join(folder, 'data'),
    CCLOAD_E2E: '1',
    ...(CHROMIUM === undefined ? {} : { CHROMIUM }),
    ...env,
  };
}

async function startStandIn(options: DesktopOptions): Promise<Desktop> {
  const register = path.join(import.meta.dirname, 'harness/register.ts');
  const child = fork(path.join(ROOT, 'dist/main/desktop.js'), [...(options.args ?? [])], {
    cwd: options.folder,
    execArgv: ['--import', register],
    env: environment(options),
    serialization: 'json',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const exited = exitOf(child);
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const answers = new Answers(child);
  let browser: Browser | null = null;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
    await browser?.close();
    if (output !== '') process.stderr.write(output);
  });
  return {
    pid: child.pid ?? 0,
    exited,
    evaluate: (run, argument) => answers.ask(String(run), argument),
    window: async () => {
      const endpoint = await waitFor(() => answers.endpoint, 'the browser', PATIENCE_MS);
      browser ??= await chromium.connectOverCDP(endpoint);
      return ownPage(() => browser?.contexts() ?? []);
    },
  };
}

/** The page of the program among those of the browser. */
async function ownPage(contexts: () => readonly BrowserContext[]): Promise<Page> {
  const page = await waitFor(
    () =>
      contexts()
        .flatMap((context) => context.pages())
        .find((one) => one.url().includes('/web/')),
    'the window',
    PATIENCE_MS,
  );
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return once(child, 'exit').then(([code]) => code as number | null);
}

type Message = { kind: string; endpoint?: string; id?: number; value?: unknown; error?: string };

/** What the stand-in answers. */
class Answers {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: never): void; reject(e: Error): void }>();
  #lastId = 0;
  endpoint: string | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message: Message) => {
      if (message.kind === 'browser') this.endpoint = message.endpoint;
      const waiting = this.#waiting.get(message.id ?? 0);
      if (message.error === undefined) waiting?.resolve(message.value as never);
      else waiting?.reject(new Error(message.error));
    });
  }

  ask<R>(source: string, argument: unknown): Promise<R> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#child.send({ kind: 'evaluate', id, source, argument });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }
}

/** Playwright's own way, which needs an Electron whose fuses let it be driven: that of the npm package. */
async function startReal(options: DesktopOptions): Promise<Desktop> {
  // Without a sandbox for the user that CI runs as; its own runs have one.
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const electron = await _electron.launch({
    args: [...flags, ROOT, ...(options.args ?? [])],
    cwd: options.folder,
    env: environment(options),
    timeout: PATIENCE_MS,
  });
  const child = electron.process();
  const exited = exitOf(child);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return {
    pid: child.pid ?? 0,
    exited,
    evaluate: (run, argument) => electron.evaluate(run as never, argument),
    window: async () => ownPage(() => [electron.context()]),
  };
}
