/** Waits for a fact, not a time: asks again with every turn of the event loop until it is true. */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  what: string,
  ms = 8000,
): Promise<NonNullable<T> | Exclude<T, false | undefined | null>> {
  const until = performance.now() + ms;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== undefined && seen !== null) return seen;
    if (performance.now() > until) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
