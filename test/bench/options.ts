import { parseArgs } from 'node:util';
import { PROTOCOLS } from '../../main/contracts/constants.ts';
import type { Protocol } from '../../main/contracts/protocol.ts';

/** What can be measured by itself with `--only`. */
export const SECTIONS = [
  'choose',
  'convert',
  'start',
  'latency',
  'json1',
  'json75',
  'json1m',
  'converted',
  'events',
  'burst',
  'count',
  'streams',
] as const;
export type Section = (typeof SECTIONS)[number];

export type BenchOptions = {
  /** Each has every workload on every subject once. */
  readonly rounds: number;
  /** Multiplies the number of requests of a round. */
  readonly scale: number;
  /** Cold starts of each target. */
  readonly starts: number;
  /** Bound of each part of the warm-up. */
  readonly warmupSeconds: number;
  /** How often a thousand streams are opened, each time on targets started anew. */
  readonly streamPasses: number;
  /** About how long each of them lasts. */
  readonly streamSeconds: number;
  readonly sections: ReadonlySet<Section>;
  readonly protocol: Protocol;
  /** Folder with the installed peers; null leaves them out. */
  readonly peers: string | null;
  /** Folder for CPU profiles of the product; null for none. */
  readonly profileFolder: string | null;
  readonly outFile: string | null;
};

export const USAGE = `Usage: npm run bench -- [options]

  --quick              two minutes instead of six: fewer rounds, shorter ones
  --rounds <number>    rounds of a full run (default 9)
  --only <list>        some of: ${SECTIONS.join(', ')}
  --protocol <name>    one of: ${PROTOCOLS.join(', ')} (default anthropic)
  --peers              also Portkey and claude-code-router, installed in $BENCH_PEERS
  --cpu-prof <folder>  writes CPU profiles of the product there; slows it down
  --out <file>         writes every round's figures there, as JSON
  --help               this text`;

/** A ratio needs at least seven rounds to be steadier than its budget is tight. */
const FULL = { rounds: 9, scale: 1, starts: 9, warmupSeconds: 8, passes: 3, streamSeconds: 20 };
/** Enough to see that something has become much worse. */
const QUICK = { rounds: 4, scale: 0.5, starts: 4, warmupSeconds: 4, passes: 1, streamSeconds: 8 };
const MAX_ROUNDS = 50;

/** Null asks for the usage text. Throws an error with one line when the command line is wrong. */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', default: SECTIONS.join(',') },
      protocol: { type: 'string', default: 'anthropic' },
      peers: { type: 'boolean', default: false },
      'cpu-prof': { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const size = values.quick ? QUICK : FULL;
  return {
    rounds: values.rounds === undefined ? size.rounds : wholeNumber(values.rounds),
    scale: size.scale,
    starts: size.starts,
    warmupSeconds: size.warmupSeconds,
    streamPasses: size.passes,
    streamSeconds: size.streamSeconds,
    sections: sectionsOf(values.only),
    protocol: pick('--protocol', values.protocol, PROTOCOLS),
    peers: values.peers ? peersFolder() : null,
    profileFolder: values['cpu-prof'] ?? null,
    outFile: values.out ?? null,
  };
}

function sectionsOf(list: string): ReadonlySet<Section> {
  const sections = new Set(list.split(',').map((name) => pick('--only', name, SECTIONS)));
  // The cost of an event is what a stream costs beyond a plain request.
  if (sections.has('events')) sections.add('json1');
  return sections;
}

function peersFolder(): string {
  const folder = process.env['BENCH_PEERS'];
  if (folder === undefined || folder === '') throw new Error('--peers needs BENCH_PEERS.');
  return folder;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= MAX_ROUNDS) return value;
  throw new Error(`--rounds is a whole number from 1 to ${String(MAX_ROUNDS)}.`);
}

function pick<T extends string>(flag: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text.trim());
  if (found === undefined) throw new Error(`${flag} is one of: ${allowed.join(', ')}.`);
  return found;
}
