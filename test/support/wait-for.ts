const LONGEST_PAUSE_MS = 20;

/** Waits for a fact, not a time: asks again and again until it is true. */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  what: string,
  ms = 8000,
): Promise<NonNullable<T> | Exclude<T, false | undefined | null>> {
  const until = performance.now() + ms;
  // What is not there at once takes a while, and each look at the program is work for it.
  for (let pauseMs = 2; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const seen = await look();
    if (seen !== false && seen !== undefined && seen !== null) return seen;
    if (performance.now() > until) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Waits until a figure that has begun to grow grows no further. */
export async function waitForStandstill(read: () => number): Promise<void> {
  let last = -1;
  await waitFor(async () => {
    const before = last;
    last = read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return last > 0 && read() === before;
  }, 'a standstill');
}
