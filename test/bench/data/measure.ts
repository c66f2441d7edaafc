/**
 * `npm run bench:data`: what the pages wait for when a million requests are recorded. Each round is a new process, in
 * which every query is asked once (cold) and then a few times more (warm).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pinSelf } from '../processes.ts';
import { buildIfMissing, freePort } from '../set-up.ts';
import { cpuUs } from '../proc.ts';
import { logIn, whenHealthy } from '../targets/add-channel.ts';
import { ccload } from '../targets/known.ts';
import { LOAD_CPU, Target } from '../targets/target.ts';
import { Upstream } from '../upstream.ts';
import { fillFolder } from './fill.ts';
import { ask } from './ask.ts';
import { allQueries, type AskedQuery } from './queries.ts';
import { Asked, report, type Waits } from './report.ts';
import { latenessReport, measureLateness } from './streams.ts';

const USAGE = `Usage: npm run bench:data -- [options]

  --requests <number>  how many are recorded (default 1000000)
  --days <number>      over which they are spread (default 60)
  --rounds <number>    new processes (default 7)
  --passes <number>    of 200 streams, each without and beside queries (default 5)
  --folder <path>      where they are kept; filled when it is not there yet`;

/** How often each query is asked again. */
const REPEATS = 5;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    days: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '7' },
    passes: { type: 'string', default: '5' },
    folder: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) console.log(USAGE);
else await run();
// The fake upstream is a process of its own, which would keep this one alive.
process.exit();

async function run(): Promise<void> {
  buildIfMissing();
  const folder = values.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'ccload-bench-data-'));
  const site = { folder, port: await freePort(), upstreamPort: 0 };
  const target = new Target(ccload(site, []));
  try {
    const data = path.join(target.spec.folder, 'data');
    if (!fs.existsSync(data)) {
      fs.mkdirSync(data);
      const filled = await fillFolder(data, Number(values.requests), Number(values.days));
      const { requests, seconds, writingUs } = filled;
      console.log(
        `${String(requests)} requests written in ${seconds.toFixed(0)} s; ` +
          `writing took ${writingUs.toFixed(1)} µs of the main thread's CPU for each.`,
      );
    }
    const waits: Waits = new Map();
    for (let round = 0; round < Number(values.rounds); round++) {
      await measureRound(target, round, waits);
      console.error(`round ${String(round + 1)}, load ${os.loadavg()[0]?.toFixed(1) ?? ''}`);
    }
    if (waits.size > 0) console.log(report(waits));
    const upstream = await Upstream.start(folder);
    pinSelf(LOAD_CPU);
    console.log(latenessReport(await measureLateness(target, upstream, Number(values.passes))));
  } finally {
    await target.stop();
    if (values.folder === undefined) fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Another query comes first each time: it finds what none before it has warmed up. */
async function measureRound(target: Target, round: number, waits: Waits): Promise<void> {
  target.launch();
  await whenHealthy(target);
  const session = await logIn(target.spec.port);
  const queries = allQueries(Date.now());
  const first = (round * 11) % queries.length;
  const turn = [...queries.slice(first), ...queries.slice(0, first)];
  for (const query of turn) await measure(target, query, session, askedOf(waits, query).cold);
  for (let n = 0; n < REPEATS; n++) {
    for (const query of turn) await measure(target, query, session, askedOf(waits, query).warm);
  }
  await target.stop();
}

function askedOf(waits: Waits, { name, kind }: AskedQuery): { cold: Asked; warm: Asked } {
  const known = waits.get(name);
  if (known !== undefined) return known;
  const made = { kind, cold: new Asked(), warm: new Asked() };
  waits.set(name, made);
  return made;
}

async function measure(
  target: Target,
  query: AskedQuery,
  session: Readonly<Record<string, string>>,
  asked: Asked,
): Promise<void> {
  const before = cpuUs(target.pid);
  asked.waitMs.add(await ask(target.spec.port, query, session));
  asked.cpuMs.add((cpuUs(target.pid) - before) / 1000);
}
