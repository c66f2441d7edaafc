import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Protocol } from '../../main/contracts/protocol.ts';
import type { AnswerShape } from './fake-upstream.ts';
import type { Workload } from './figures.ts';
import { closedLoop, type LoopPlan } from './load/closed-loop.ts';
import type { BenchOptions } from './options.ts';
import { cpuUs } from './proc.ts';
import { streamEvents, streamHash } from './shapes/stream-events.ts';
import type { Subject } from './subject.ts';
import type { Upstream } from './upstream.ts';

/** How long a target is watched after its last answer. */
const SETTLE_MS = 300;

/** A short answer, as fast as it goes. */
export const FAST: AnswerShape = {
  deltas: 40,
  deltaChars: 24,
  isStamped: false,
  pauseMs: 0,
  jitterMs: 0,
  isHashed: false,
};
const LONG_STREAM = { ...FAST, deltas: 193, deltaChars: 40 };

type WorkloadPlan = Omit<LoopPlan, 'port' | 'request'> & {
  readonly sizeBytes: number;
  readonly isStreaming?: boolean;
  readonly answers?: AnswerShape;
};

const WORKLOADS: Readonly<Record<Workload, WorkloadPlan>> = {
  latency: { sizeBytes: 75_000, connections: 1, requests: 1500, warmup: 30, maxSeconds: 8 },
  json1: { sizeBytes: 1000, connections: 16, requests: 3000, warmup: 200, maxSeconds: 6 },
  json75: { sizeBytes: 75_000, connections: 16, requests: 2000, warmup: 200, maxSeconds: 6 },
  json1m: { sizeBytes: 1_000_000, connections: 4, requests: 150, warmup: 10, maxSeconds: 6 },
  converted: { sizeBytes: 75_000, connections: 16, requests: 1000, warmup: 400, maxSeconds: 8 },
  // An event every 8 to 12 ms on each of 50 streams: seldom enough that no two are read at once.
  events: {
    sizeBytes: 1000,
    isStreaming: true,
    connections: 50,
    requests: 100,
    maxSeconds: 12,
    answers: { ...LONG_STREAM, pauseMs: 8, jitterMs: 4 },
  },
  burst: {
    sizeBytes: 1000,
    isStreaming: true,
    connections: 4,
    requests: 200,
    warmup: 20,
    maxSeconds: 6,
    answers: LONG_STREAM,
  },
};

/** How many events a stream of the `events` and `burst` workloads has. */
export function eventsPerStream(protocol: Protocol): number {
  return streamEvents(protocol, LONG_STREAM).length;
}

/** Does the upstream get the bytes the client sent, and the client those the upstream sent? */
export async function checkBytes(
  subjects: readonly Subject[],
  upstream: Upstream,
  protocol: Protocol,
): Promise<void> {
  const few = { connections: 1, requests: 3, maxSeconds: 20 };
  for (const subject of subjects) {
    await upstream.reshape({ ...FAST, isHashed: true });
    const { bytes, body } = subject.request({ sizeBytes: 75_000, isStreaming: false });
    const answerText = createHash('sha256').update(body).digest('hex');
    const sent = await closedLoop({ ...few, port: subject.port, request: bytes, answerText });
    subject.figures.isRequestExact = sent.counted === few.requests;

    await upstream.reshape(FAST);
    const stream = subject.request({ sizeBytes: 1000, isStreaming: true });
    const answerHash = streamHash(protocol, FAST);
    const got = await closedLoop({ ...few, port: subject.port, request: stream.bytes, answerHash });
    subject.figures.isAnswerExact = got.counted === few.requests;
  }
}

/** A just-in-time compiler needs thousands of requests before its cost per request settles. */
export async function warmUp(
  subjects: readonly Subject[],
  upstream: Upstream,
  maxSeconds: number,
): Promise<void> {
  await upstream.reshape(FAST);
  for (const subject of subjects) {
    const agent = subject.request({ sizeBytes: 75_000, isStreaming: false });
    const small = subject.request({ sizeBytes: 1000, isStreaming: false });
    const stream = subject.request({ sizeBytes: 1000, isStreaming: true });
    const loop = { port: subject.port, connections: 16, requests: 4000, maxSeconds };
    await closedLoop({ ...loop, request: agent.bytes });
    if (subject.workloads !== 'all') continue;
    await closedLoop({ ...loop, request: small.bytes });
    await closedLoop({ ...loop, request: stream.bytes, requests: 500 });
  }
}

/** Every workload of every round on each subject in turn, another one first each round. */
export async function measureRounds(
  subjects: readonly Subject[],
  upstream: Upstream,
  options: BenchOptions,
  onRound: (round: number) => void,
): Promise<void> {
  const workloads = (Object.keys(WORKLOADS) as Workload[]).filter((name) =>
    options.sections.has(name),
  );
  if (workloads.length === 0) return;
  for (let round = 0; round < options.rounds; round += 1) {
    for (const workload of workloads) {
      await upstream.reshape(WORKLOADS[workload].answers ?? FAST);
      for (let turn = 0; turn < subjects.length; turn += 1) {
        const subject = subjects[(turn + round) % subjects.length];
        if (subject?.takesPart(workload)) await measure(subject, workload, options.scale);
      }
    }
    onRound(round + 1);
  }
}

async function measure(subject: Subject, workload: Workload, scale: number): Promise<void> {
  const plan = WORKLOADS[workload];
  const shape = { sizeBytes: plan.sizeBytes, isStreaming: plan.isStreaming === true };
  const request =
    workload === 'converted' ? subject.convertedRequest(shape) : subject.request(shape).bytes;
  const before = cpuUs(subject.pid);
  const result = await closedLoop({
    ...plan,
    port: subject.port,
    request,
    requests: Math.max(20, Math.round(plan.requests * scale)),
  });
  // What a target puts off, such as writing down what it has seen, is part of what a request costs.
  await wait(SETTLE_MS);
  const spentUs = cpuUs(subject.pid) - before;
  const isGood = result.counted > 0;
  const rounds = subject.figures.rounds(workload);
  rounds.cpuUs.push(isGood ? spentUs / result.answered : Number.NaN);
  rounds.requestsPerSecond.push(result.requestsPerSecond);
  rounds.p50Ms.push(result.latencyMs.quantile(0.5));
  rounds.p99Ms.push(result.latencyMs.quantile(0.99));
  subject.figures.errors.addAll(result.errors);
}
