/** What went wrong, by name, and how often. */
export class ErrorCounts {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  addAll(other: ErrorCounts): void {
    for (const [name, count] of other.#counts) {
      this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
    }
  }

  /** Empty when nothing went wrong. */
  toString(): string {
    return [...this.#counts].map(([name, count]) => `${name} × ${String(count)}`).join(', ');
  }
}

export function errorName(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
