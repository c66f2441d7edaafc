import { net, powerMonitor } from 'electron';

/** Electron has no event for it. As often as the engine looks at its own clock. */
const LOOK_EVERY_MS = 5000;

/** Tells the engine of time that was lost for reasons no upstream has to answer for. */
export function watchPower(slept: (ms: number) => void, now: () => number): () => void {
  let asleepSince: number | null = null;
  let offlineSince: number | null = net.isOnline() ? null : now();

  const fallAsleep = (): void => {
    asleepSince = now();
  };
  const wakeUp = (): void => {
    if (asleepSince !== null) slept(now() - asleepSince);
    asleepSince = null;
  };
  const look = (): void => {
    if (!net.isOnline()) offlineSince ??= now();
    else if (offlineSince !== null) {
      slept(now() - offlineSince);
      offlineSince = null;
    }
  };
  powerMonitor.on('suspend', fallAsleep);
  powerMonitor.on('resume', wakeUp);
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => {
    powerMonitor.off('suspend', fallAsleep);
    powerMonitor.off('resume', wakeUp);
    clearInterval(timer);
  };
}
