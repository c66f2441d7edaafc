import { setTimeout as wait } from 'node:timers/promises';
import { firstAnswer } from './load/first-answer.ts';
import { cpuUs, rssMiB } from './proc.ts';
import type { Subject } from './subject.ts';
import type { Target } from './targets/target.ts';

const MAX_START_MS = 40_000;
/** After the first answer, until the memory of the start has been given back. */
const SETTLE_MS = 800;

/** Launches a target and waits until it has answered a request. */
export async function launch(subject: Subject, target: Target): Promise<void> {
  target.launch();
  const { bytes } = subject.request({ sizeBytes: 1000, isStreaming: false });
  if (await firstAnswer(subject.port, bytes, MAX_START_MS)) return;
  throw new Error(`${subject.name} never answered:\n${target.lastWords()}`);
}

/** Cold starts in turn: from the launch of the process to its first proxied 200. Leaves the targets stopped. */
export async function measureStarts(subjects: readonly Subject[], starts: number): Promise<void> {
  for (let round = 0; round < starts; round += 1) {
    for (const subject of subjects) {
      const { target, figures } = subject;
      if (target === null || subject.workloads !== 'all') continue;
      const launchedAt = performance.now();
      await launch(subject, target);
      figures.startWallMs.push(performance.now() - launchedAt);
      figures.startCpuMs.push(cpuUs(target.pid) / 1000);
      await wait(SETTLE_MS);
      figures.idleRssMiB.push(rssMiB(target.pid));
      await target.stop();
    }
  }
}
