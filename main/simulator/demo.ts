/** `npm run demo`: the program with simulated channels and gentle traffic, in a data folder of its own. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Admin } from './demo/admin.ts';
import { startChannels } from './demo/channels.ts';
import { CLIENTS } from './demo/clients.ts';
import { Program } from './demo/program.ts';
import { runTraffic } from './demo/traffic.ts';

const USAGE = `Usage: npm run demo -- [options]

The program with simulated channels of changing moods and gentle traffic. No key is needed, nothing leaves
this machine, and your own data and settings are not touched.

  --minutes <number>  ends by itself after that time (default: Ctrl-C ends it)
  --port <number>     port of the UI (default: a free one)
  --seed <number>     what the clients do; the same seed, the same questions (default 1)
  --keep              leaves the data folder where it is
  --help              this text`;

const OPTIONS = {
  minutes: { type: 'string' },
  port: { type: 'string', default: '0' },
  seed: { type: 'string', default: '1' },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Some of the upstreams fall silent; with the usual two minutes nobody would stay to see what follows. */
const FIRST_BYTE_TIMEOUT_MS = 8000;

/** All clients together ask once or twice a second at most. */
const THINKING_MS = { min: 800, max: 4000 };

type Options = {
  readonly minutes: number | null;
  readonly port: number;
  readonly seed: number;
  readonly isKept: boolean;
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help === true) return print(USAGE);
  const options: Options = {
    minutes: values.minutes === undefined ? null : positive('--minutes', values.minutes),
    port: wholeNumber('--port', values.port, 65_535),
    seed: wholeNumber('--seed', values.seed, 2 ** 31),
    isKept: values.keep,
  };
  const ending = endingAfter(options.minutes);
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'ccload-demo-'));
  try {
    await show(options, dataFolder, ending);
  } finally {
    if (options.isKept) print(`The data stays in ${dataFolder}`);
    else await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function show(options: Options, dataFolder: string, signal: AbortSignal): Promise<void> {
  // No hyphens or look-alikes to mistype: people carry it from here to the login page.
  const password = `demo${randomBytes(4).toString('hex')}`;
  const tokens = CLIENTS.map(() => `ccl-demo-${randomBytes(12).toString('hex')}`);
  const channels = await startChannels();
  const program = await Program.start({
    dataFolder,
    port: options.port,
    password,
    tokens: tokens.map((token, index) => `${token}|${CLIENTS[index]?.name ?? ''}`).join(','),
  });
  try {
    const admin = await Admin.login(program.address, password);
    await admin.changeSettings({ firstByteTimeoutMs: FIRST_BYTE_TIMEOUT_MS });
    for (const { channel } of channels) await admin.addChannel(channel);
    print(welcome(program.address, password, options));
    const traffic = runTraffic({
      address: program.address,
      tokens,
      seed: options.seed,
      thinkingMs: THINKING_MS,
      signal,
    });
    const { answered, failed, left } = await Promise.race([traffic, program.untilItDies()]);
    print(
      `\nThe clients got ${String(answered)} answers and ${String(failed)} failures, and left ${String(left)} times.`,
    );
  } finally {
    await program.stop();
    await Promise.all(channels.map(({ simulator }) => simulator.close()));
  }
}

function welcome(address: string, password: string, { minutes, isKept }: Options): string {
  const end = minutes === null ? 'Ctrl-C ends it' : `it ends after ${String(minutes)} min`;
  return `ccLoad demo: simulated channels, simulated clients, no key needed.

  UI         ${address}/web/
  Password   ${password}

${end}, and its data is ${isKept ? 'kept' : 'removed'} then.`;
}

/** Aborts when the time is over or somebody asks for the end. */
function endingAfter(minutes: number | null): AbortSignal {
  const ending = new AbortController();
  const end = () => {
    ending.abort();
  };
  // Stays registered: npm passes on a Ctrl-C that the terminal has already sent to everyone.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end);
  if (minutes !== null) void sleep(minutes * 60_000, undefined, { ref: false }).then(end);
  return ending.signal;
}

function positive(option: string, text: string): number {
  const value = Number(text);
  // A timer of Node cannot wait longer than about 24 days.
  if (value > 0 && value <= 30_000) return value;
  throw new Error(`${option}: must be a number above 0, and at most 30000.`);
}

function wholeNumber(option: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new Error(`${option}: must be a number from 0 to ${String(max)}.`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
