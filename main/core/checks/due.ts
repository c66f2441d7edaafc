/** What fails is not asked more often than this, however short its cooldown is. */
const SHORTEST_GAP_MS = 10_000;

/** Half of how far apart checks of the same interval may drift, so that they do not all come at once. */
const JITTER = 0.1;

export type CheckTimes = {
  /** Epoch ms; before the first check, when it began to be counted. */
  readonly lastAt: number;
  readonly intervalMs: number;
  /** When the first cooldown ends that a check could close; null when there is none. */
  readonly cooldownEndsAt: number | null;
  /** 0 to 1, drawn anew for every check. */
  readonly dice: number;
};

/** When a channel is to be checked next: after its interval, or as soon as it may have recovered. */
export function nextCheckAt({ lastAt, intervalMs, cooldownEndsAt, dice }: CheckTimes): number {
  const regular = lastAt + intervalMs * (1 - JITTER + 2 * JITTER * dice);
  if (cooldownEndsAt === null) return regular;
  return Math.min(regular, Math.max(cooldownEndsAt, lastAt + SHORTEST_GAP_MS));
}
