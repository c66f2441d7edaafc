/** How long an upstream without sockets is not asked for one again. */
const REMEMBERED_MS = 10 * 60_000;

/** URLs whose upstream turned out to take no sockets, though its channel says so. */
export class RefusedSockets {
  readonly #until = new Map<string, number>();

  add(url: string, now: number): void {
    for (const [other, until] of this.#until) if (until <= now) this.#until.delete(other);
    this.#until.set(url, now + REMEMBERED_MS);
  }

  has(url: string, now: number): boolean {
    return (this.#until.get(url) ?? 0) > now;
  }
}
