/** `npm run bench`: the product beside the bare pass-through and the upstream itself, in one warmed run. Linux only. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { measureLargeChoices } from './choose.ts';
import { measureConvertedEvents } from './convert.ts';
import { measureCounting } from './measure-count.ts';
import { checkBytes, eventsPerStream, FAST, measureRounds, warmUp } from './measure-rounds.ts';
import { launch, measureStarts } from './measure-start.ts';
import { measureStreams } from './measure-streams.ts';
import { readOptions, USAGE, type BenchOptions } from './options.ts';
import { pinSelf } from './processes.ts';
import { buildIfMissing, freePort } from './set-up.ts';
import { budgetRows, choiceRows, conversionRows } from './report/budgets.ts';
import type { BudgetRow } from './report/budgets.ts';
import { watchConditions } from './report/conditions.ts';
import { absoluteTable, budgetTable } from './report/tables.ts';
import { Subject } from './subject.ts';
import { addChannel, whenHealthy } from './targets/add-channel.ts';
import { ccload, claudeCodeRouter, minimalNode, portkey, type Site } from './targets/known.ts';
import { LOAD_CPU, Target } from './targets/target.ts';
import { Upstream } from './upstream.ts';

/** Everything that takes part in a run. */
type Field = {
  readonly upstream: Upstream;
  readonly direct: Subject;
  readonly bare: Subject;
  readonly ours: Subject;
  readonly peers: readonly Subject[];
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) console.log(USAGE);
  else await bench(options);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function bench(options: BenchOptions): Promise<void> {
  if (process.platform !== 'linux') throw new Error('CPU time is read from /proc: Linux only.');
  buildIfMissing();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ccload-bench-'));
  // Also when a signal ends the run. What still writes there has been killed, but may take a moment to die.
  process.once('exit', () => {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const describe = watchConditions(options, pinSelf(LOAD_CPU));
  const field = await prepare(folder, options);
  const choicesUs = await choices(options);
  const eventsUs = convertedEvents(options);
  await measureAll(field, options);
  report(field, [...choiceRows(choicesUs), ...conversionRows(eventsUs)], options, describe());
}

/** Starts the upstream and gives the product its channel, so that every later start can answer at once. */
async function prepare(folder: string, options: BenchOptions): Promise<Field> {
  const upstream = await Upstream.start(folder);
  await upstream.reshape(FAST);
  const { protocol, peers, profileFolder } = options;
  const site = async (): Promise<Site> => ({
    folder,
    port: await freePort(),
    upstreamPort: upstream.port,
  });
  const profile = profileFolder === null ? [] : profileFlags(profileFolder);
  const ours = new Target(ccload(await site(), profile));
  const others =
    peers === null ? [] : [portkey(await site(), peers), claudeCodeRouter(await site(), peers)];
  const field = {
    upstream,
    direct: new Subject(null, upstream, protocol),
    bare: new Subject(new Target(minimalNode(await site())), upstream, protocol),
    ours: new Subject(ours, upstream, protocol),
    peers: others.map((spec) => new Subject(new Target(spec), upstream, protocol, ['json75'])),
  };
  ours.launch();
  await whenHealthy(ours);
  await addChannel(ours.spec.port, upstream.port, protocol);
  await ours.stop();
  return field;
}

/** In this process: it is the same code, and nothing else runs yet. */
async function choices({ sections }: BenchOptions): Promise<readonly number[]> {
  if (!sections.has('choose')) return [];
  say('choices');
  return measureLargeChoices();
}

/** In this process, too. */
function convertedEvents({ sections }: BenchOptions): readonly number[] {
  if (!sections.has('convert')) return [];
  say('conversions');
  return measureConvertedEvents();
}

/** Starts first, while nothing else of ours runs; streams last, because they stop what is warm. */
async function measureAll(field: Field, options: BenchOptions): Promise<void> {
  const { upstream, direct, bare, ours, peers } = field;
  const subjects = [direct, bare, ours, ...peers];
  if (options.sections.has('start')) {
    say('cold starts');
    await measureStarts(subjects, options.starts);
  }
  for (const subject of subjects) {
    if (subject.target !== null) await launch(subject, subject.target);
  }
  await checkBytes(subjects, upstream, options.protocol);
  say('warming up');
  await warmUp(subjects, upstream, options.warmupSeconds);
  await measureRounds(subjects, upstream, options, (round) => {
    say(
      `round ${String(round)} of ${String(options.rounds)}, load ${os.loadavg()[0]?.toFixed(1) ?? ''}`,
    );
  });
  if (options.sections.has('count')) {
    say('counts');
    ours.figures.countMs = await measureCounting(ours);
  }
  for (const subject of subjects) await subject.target?.stop();
  if (options.sections.has('streams')) {
    await measureStreams(subjects, upstream, options, ({ name }) => {
      say(`open streams of ${name} done`);
    });
  }
}

function report(
  field: Field,
  ownRows: readonly BudgetRow[],
  options: BenchOptions,
  conditions: string,
): void {
  const { direct, bare, ours } = field;
  const peers = field.peers.map((peer) => peer.figures);
  const rows = [...budgetRows(ours.figures, bare.figures, direct.figures, peers), ...ownRows];
  const all = [direct.figures, bare.figures, ours.figures, ...peers];
  console.log(`\n${budgetTable(rows)}\n`);
  console.log(`${absoluteTable(all, eventsPerStream(options.protocol))}\n\n${conditions}`);
  if (options.outFile === null) return;
  const rounds = all.map((one) => ({ ...one, work: Object.fromEntries(one.work) }));
  fs.writeFileSync(options.outFile, `${JSON.stringify({ conditions, rows, rounds }, null, 1)}\n`);
}

function profileFlags(folder: string): readonly string[] {
  return ['--cpu-prof', '--cpu-prof-dir', path.resolve(folder)];
}

/** Progress goes where the tables do not. */
function say(text: string): void {
  console.error(text);
}
