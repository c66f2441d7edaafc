import type { Clock } from '../proxy/clock.ts';
import type { InFlight } from '../state/in-flight.ts';

/** Resolves when nothing is in flight any more, or after `ms`. */
export async function drained(inFlight: InFlight, ms: number, clock: Clock): Promise<void> {
  if (inFlight.size === 0 || ms === 0) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      unsubscribe();
      cancel();
      resolve();
    };
    const unsubscribe = inFlight.subscribe(() => {
      if (inFlight.size === 0) finish();
    });
    const cancel = clock.after(ms, finish);
  });
}
