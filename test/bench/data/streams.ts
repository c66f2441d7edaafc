import path from 'node:path';
import { openStreams } from '../load/open-streams.ts';
import { requestBytes } from '../load/request-bytes.ts';
import { streamHash } from '../shapes/stream-events.ts';
import type { Samples } from '../stats.ts';
import { start, stop } from '../processes.ts';
import { addChannel, removeChannels, whenHealthy } from '../targets/add-channel.ts';
import { LOAD_CPU, type Target } from '../targets/target.ts';
import type { Upstream } from '../upstream.ts';

const STREAMS = 200;
const RAMP_MS = 2000;
const PAUSE_MS = 100;
const JITTER_MS = 100;
const DELTAS = 80;
const MAX_SECONDS = 60;
const PROTOCOL = 'anthropic';
const ASKER = path.join(import.meta.dirname, 'asker.ts');

/** How late the chunks of 200 streams came, in milliseconds, while nobody and while a page asked all the time. */
export type Lateness = { readonly without: Samples; readonly beside: Samples; exact: number };

/** One pass without queries and one with them, in turn; `lateness` collects all passes. */
export async function measureLateness(
  target: Target,
  upstream: Upstream,
  passes: number,
): Promise<readonly Lateness[]> {
  const shape = { deltas: DELTAS, deltaChars: 40, isStamped: true };
  await upstream.reshape({ ...shape, pauseMs: PAUSE_MS, jitterMs: JITTER_MS, isHashed: false });
  target.launch();
  await whenHealthy(target);
  const { port } = target.spec;
  await removeChannels(port);
  await addChannel(port, upstream.port);
  const plan = {
    port,
    request: requestBytes(
      { port, protocol: PROTOCOL, headers: {} },
      { sizeBytes: 75_000, isStreaming: true },
    ).bytes,
    streams: STREAMS,
    rampMs: RAMP_MS,
    maxSeconds: MAX_SECONDS,
    answerHash: streamHash(PROTOCOL, shape),
  };
  const found: Lateness[] = [];
  // The first pass warms up.
  for (let pass = 0; pass <= passes; pass += 1) {
    const without = await openStreams(plan);
    const asker = start([process.execPath, ASKER, String(port)], {
      cpu: LOAD_CPU,
      cwd: target.spec.folder,
      env: {},
      stdio: 'inherit',
    });
    const beside = await openStreams(plan);
    const hasAsked = asker.child.exitCode === null;
    await stop(asker);
    if (!hasAsked) throw new Error('The queries ended before the streams did.');
    if (pass === 0) continue;
    const exact = without.exact + beside.exact;
    found.push({ without: without.lateMs, beside: beside.lateMs, exact });
  }
  await target.stop();
  return found;
}

/** One line for each pass and one for all of them. */
export function latenessReport(passes: readonly Lateness[]): string {
  const ratios = passes.map(
    ({ without, beside }) => beside.quantile(0.99) / without.quantile(0.99),
  );
  const lines = passes.map(({ without, beside, exact }, index) => {
    const ratio = (ratios[index] ?? Number.NaN).toFixed(2);
    const [before, after] = [without.quantile(0.99).toFixed(2), beside.quantile(0.99).toFixed(2)];
    return `| ${before} | ${after} | ${ratio}× | ${String(exact)} of ${String(2 * STREAMS)} |`;
  });
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN;
  return [
    '| streams late p99, ms | beside queries | ratio | byte-exact |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
    `${String(STREAMS)} streams while all queries are asked in turn: ${median.toFixed(2)}× (budget 1.5×).`,
  ].join('\n');
}
