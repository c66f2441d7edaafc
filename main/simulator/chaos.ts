/** `npm run chaos`: an upstream that fails on command, to be added as a channel. Nothing in it needs the program. */
import { parseArgs } from 'node:util';
import { seededDice } from './dice.ts';
import { listMoods, readMood } from './read-mood.ts';
import { startSimulator } from './simulator.ts';

const DEFAULT_PORT = 8790;
const DEFAULT_MOOD = 'moody-rough';

const USAGE = `Usage: npm run chaos -- [options]

A simulated upstream that speaks all protocols and fails on command. It costs nothing and needs no key.

  --port <number>   port to listen on at 127.0.0.1 (default ${String(DEFAULT_PORT)}, 0 takes a free one)
  --mood <name>     how it behaves where the key does not choose (default ${DEFAULT_MOOD})
  --seed <number>   the same seed brings the same moods and chances again (default 1)
  --list            every behaviour and mood
  --help            this text

A channel's key chooses for itself: sk-sim-<name>, for example

  sk-sim-status-529                 always overloaded
  sk-sim-rate-limited-30            429 with Retry-After: 30
  sk-sim-slow-800-40+gzip           slow and compressed; + combines
  sk-sim-flaky-25-500               every fourth request fails, by chance
  sk-sim-reset-middle               the connection breaks in the middle of the answer
  sk-sim-moody-stormy-7             changes with time, seed 7
  sk-sim-healthy_2                  what follows _ only tells two keys apart`;

const OPTIONS = {
  port: { type: 'string', default: String(DEFAULT_PORT) },
  mood: { type: 'string', default: DEFAULT_MOOD },
  seed: { type: 'string', default: '1' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function run(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help === true) return print(USAGE);
  if (values.list === true) return print(listing());
  const seed = wholeNumber('--seed', values.seed, 2 ** 31);
  // A climate without a seed of its own takes the one of the command line.
  const mood = /^moody-[a-z]+$/.test(values.mood) ? `${values.mood}-${String(seed)}` : values.mood;
  if (readMood(mood) === null)
    throw new Error(`--mood: nothing is called "${values.mood}"; --list names all.`);
  const simulator = await startSimulator({
    port: wholeNumber('--port', values.port, 65_535),
    dice: seededDice(seed),
    behaviour: mood,
    // It may run for days, and nobody looks at what it received.
    keepRequests: 0,
  });
  print(welcome(simulator.url, mood));
}

function welcome(url: string, mood: string): string {
  const channel = JSON.stringify({
    name: 'Simulated',
    url,
    api_key: `sk-sim-${mood}`,
    protocols: ['anthropic', 'openai-chat', 'openai-responses', 'gemini'],
    models: ['*'],
  });
  return `Simulated upstream at ${url}, mood ${mood}. Ctrl-C ends it.

Add it as a channel in the web UI, or with a session of the admin API:

  curl -X POST http://127.0.0.1:8080/admin/channels \\
    -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '${channel}'

The key chooses how it behaves: sk-sim-<name>. \`npm run chaos -- --list\` shows the names.`;
}

function listing(): string {
  const moods = listMoods();
  const width = Math.max(...moods.map(({ usage }) => usage.length));
  return moods.map(({ usage, does }) => `${usage.padEnd(width)}  ${does}`).join('\n');
}

function wholeNumber(option: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new Error(`${option}: must be a number from 0 to ${String(max)}.`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
