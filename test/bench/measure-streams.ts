import { closedLoop } from './load/closed-loop.ts';
import { openStreams } from './load/open-streams.ts';
import { launch } from './measure-start.ts';
import type { BenchOptions } from './options.ts';
import { cpuUs, rssMiB } from './proc.ts';
import { streamHash, type StreamShape } from './shapes/stream-events.ts';
import type { Subject } from './subject.ts';
import type { Target } from './targets/target.ts';
import type { Upstream } from './upstream.ts';

export const OPEN_STREAMS = 1000;
/** Time over which they are opened: all at once would measure the accepting of connections. */
const RAMP_MS = 3000;
/** Between two events of a stream: 100 to 200 ms. */
const PAUSE_MS = 100;
const JITTER_MS = 100;
/** Between two looks at the memory. */
const SAMPLE_MS = 250;

/**
 * A thousand streams at once, each after a request of 75 KB. Targets are started anew, so that the memory is that of
 * the streams and not of the load before.
 */
export async function measureStreams(
  subjects: readonly Subject[],
  upstream: Upstream,
  options: BenchOptions,
  onPass: (subject: Subject) => void,
): Promise<void> {
  const deltas = Math.round((options.streamSeconds * 1000) / (PAUSE_MS + JITTER_MS / 2));
  const shape = { deltas, deltaChars: 40, isStamped: true };
  for (let pass = 0; pass < options.streamPasses; pass += 1) {
    for (const subject of subjects) {
      if (subject.target === null || subject.workloads !== 'all') continue;
      await upstream.reshape({ ...shape, pauseMs: PAUSE_MS, jitterMs: JITTER_MS, isHashed: false });
      await measurePass(subject, subject.target, shape, options);
      onPass(subject);
    }
  }
}

async function measurePass(
  subject: Subject,
  target: Target,
  shape: StreamShape,
  options: BenchOptions,
): Promise<void> {
  const { figures, port } = subject;
  await launch(subject, target);
  const small = subject.request({ sizeBytes: 1000, isStreaming: false });
  await closedLoop({ port, request: small.bytes, connections: 4, requests: 200, maxSeconds: 5 });

  const before = cpuUs(target.pid);
  // The kernel's own high-water mark would count the start as well.
  let peakRssMiB = 0;
  const sampler = setInterval(() => {
    peakRssMiB = Math.max(peakRssMiB, rssMiB(target.pid));
  }, SAMPLE_MS);
  const result = await openStreams({
    port,
    request: subject.request({ sizeBytes: 75_000, isStreaming: true }).bytes,
    streams: OPEN_STREAMS,
    rampMs: RAMP_MS,
    maxSeconds: options.streamSeconds * 3 + 30,
    answerHash: streamHash(options.protocol, shape),
  });
  clearInterval(sampler);
  const spentUs = cpuUs(target.pid) - before;
  await target.stop();

  const { streams } = figures;
  streams.exact.push(result.exact);
  streams.peakRssMiB.push(peakRssMiB);
  streams.lateP50Ms.push(result.lateMs.quantile(0.5));
  streams.lateP99Ms.push(result.lateMs.quantile(0.99));
  streams.firstByteP99Ms.push(result.firstByteMs.quantile(0.99));
  streams.cpuUsPerEvent.push(spentUs / (OPEN_STREAMS * shape.deltas));
  figures.errors.addAll(result.errors);
}
