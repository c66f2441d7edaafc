/**
 * What the window costs when much happens: `npm run trace [-- --screen overview]`. 100,000 requests in the history, 200
 * live rows that change ten times a second, and a trace of ten seconds. Fails above the budgets.
 *
 * Durations are told by the wall clock and by the main thread's own clock: on a machine with other work only the second
 * says what the page does.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openBrowser } from './browser.mjs';
import { Caller, freePort, PASSWORD, startProduct } from './product.mjs';
import { logIn } from './steps/support.mjs';
import { figuresOf } from './trace-figures.mjs';
import { startUpstream } from './upstream.mjs';

/**
 * @import { Browser, CDPSession } from 'playwright-core'
 * @import { Figures, TraceEvent } from './trace-figures.mjs'
 */

const REQUESTS = 100_000;
const TRACE_MS = 10_000;
const CATEGORIES = [
  'devtools.timeline',
  'devtools.timeline.frame',
  'disabled-by-default-devtools.timeline',
];

const { values } = parseArgs({
  options: {
    screen: { type: 'string', default: 'requests' },
    rows: { type: 'string', default: '200' },
    profile: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const rows = Number(values.rows);
const root = join(import.meta.dirname, '../..');

/** @param {string} dataDir */
async function fill(dataDir) {
  mkdirSync(dataDir, { recursive: true });
  const script = join(root, 'test/bench/data/fill.ts');
  const node = join(root, 'node_modules/node/bin/node');
  const child = spawn(node, [script, dataDir, String(REQUESTS), '30'], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('The history could not be made.');
}

/**
 * The share of the main thread's own time. While a trace is recorded it would be more by what the recording costs: an
 * event for each text that changes and for each layer that is painted.
 * @param {CDPSession} session
 */
async function shareOfTasks(session) {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taskSeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await taskSeconds();
  const startedAt = performance.now();
  await delay(TRACE_MS);
  const share = ((await taskSeconds()) - before) / ((performance.now() - startedAt) / 1000);
  await session.send('Performance.disable');
  return share;
}

/** @param {Browser} browser @param {CDPSession} session @returns {Promise<TraceEvent[]>} */
async function record(browser, session) {
  const tracing = await browser.newBrowserCDPSession();
  /** @type {TraceEvent[]} */
  const events = [];
  tracing.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) events.push(/** @type {any} */ (event));
  });
  const complete = new Promise((resolve) => tracing.once('Tracing.tracingComplete', resolve));
  await tracing.send('Tracing.start', {
    traceConfig: { includedCategories: CATEGORIES },
    transferMode: 'ReportEvents',
  });
  if (values.profile) {
    await session.send('Profiler.enable');
    await session.send('Profiler.start');
  }
  await delay(TRACE_MS);
  if (values.profile) await tellProfile(session);
  await tracing.send('Tracing.end');
  await complete;
  return events;
}

/** Where the time of the page's own code went. @param {CDPSession} session */
async function tellProfile(session) {
  const { profile } = await session.send('Profiler.stop');
  /** @type {Map<string, number>} */
  const own = new Map();
  const byId = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const frame = byId.get(id);
    const name = `${frame?.functionName} ${frame?.url.split('/').at(-1)}:${frame?.lineNumber}:${frame?.columnNumber}`;
    own.set(name, (own.get(name) ?? 0) + (profile.timeDeltas?.[index] ?? 0) / 1000);
  }
  for (const [name, ms] of [...own].toSorted((a, b) => b[1] - a[1]).slice(0, 25))
    process.stdout.write(`${ms.toFixed(0).padStart(7)} ms  ${name}\n`);
}

/** @param {Figures} figures @param {number} taskShare @returns {boolean} whether all is within the budgets */
function tell(figures, taskShare) {
  const { longestTaskMs, longestTaskCpuMs, frames, frameP95Ms, frameP95CpuMs } = figures;
  const lines = /** @type {[string, string, boolean][]} */ ([
    [
      'longest task, its own time',
      `${longestTaskCpuMs.toFixed(1)} ms ≤ 50`,
      longestTaskCpuMs <= 50,
    ],
    ['longest task, wall clock', `${longestTaskMs.toFixed(1)} ms`, true],
    ['script and layout a frame, p95', `${frameP95CpuMs.toFixed(2)} ms < 8`, frameP95CpuMs < 8],
    ['the same by the wall clock', `${frameP95Ms.toFixed(2)} ms`, true],
    ['share of time in tasks', `${(taskShare * 100).toFixed(1)} % < 10`, taskShare < 0.1],
    ['frames', String(frames), frames > 50],
  ]);
  for (const [name, text, isKept] of lines)
    process.stdout.write(`${isKept ? 'ok  ' : 'OVER'}  ${name.padEnd(32)} ${text}\n`);
  return lines.every(([, , isKept]) => isKept);
}

const dataDir = mkdtempSync(join(tmpdir(), 'ccload-trace-'));
const browser = await openBrowser();
const upstream = await startUpstream();
const clients = new AbortController();
try {
  await fill(dataDir);
  const product = await startProduct(await freePort(), dataDir);
  const caller = await Caller.logIn(product.origin);
  await caller.admin('POST', '/admin/channels', {
    name: 'anthropic',
    api_key: 'sk-trace-0123456789abcdef',
    url: upstream.url,
    protocol: 'anthropic',
    models: ['*'],
  });
  for (let i = 0; i < rows; i += 1)
    void caller.ask(`claude-stream-${i}`, { isStreaming: true, signal: clients.signal });
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(30_000);
  await page.goto(`${product.origin}/web/#/${values.screen}`);
  await logIn(page, PASSWORD);
  await page.locator('tr[data-row]').first().waitFor();
  const more = page.getByRole('button', { name: /^Show \d+ more/ });
  if (rows > 8) await more.first().click();
  // What belongs to the beginning is over.
  await delay(3_000);
  const shown = await page.locator('tr[data-row]').count();
  const session = await page.context().newCDPSession(page);
  const taskShare = await shareOfTasks(session);
  const events = await record(browser, session);
  process.stdout.write(
    `\n${values.screen}: ${REQUESTS} in the history, ${shown} live rows drawn\n`,
  );
  if (!tell(figuresOf(events), taskShare)) process.exitCode = 1;
  if (values.out !== undefined) writeFileSync(values.out, JSON.stringify({ traceEvents: events }));
  clients.abort();
  await product.stop();
} finally {
  clients.abort();
  await browser.close();
  await upstream.close();
  rmSync(dataDir, { recursive: true, force: true });
}
