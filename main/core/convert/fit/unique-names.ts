/** Makes names fit a pattern and a length, unlike each other; the same names in the same order give the same result. */
export class UniqueNames {
  readonly #pattern: RegExp;
  readonly #maxLength: number;
  readonly #taken = new Set<string>();

  constructor(pattern: RegExp, maxLength: number) {
    this.#pattern = pattern;
    this.#maxLength = maxLength;
  }

  take(wanted: string): string {
    const fitting = this.#fitting(wanted);
    let name = fitting;
    for (let number = 2; this.#taken.has(name); number++) {
      const suffix = `_${String(number)}`;
      name = fitting.slice(0, this.#maxLength - suffix.length) + suffix;
    }
    this.#taken.add(name);
    return name;
  }

  #fitting(wanted: string): string {
    if (wanted.length <= this.#maxLength && this.#pattern.test(wanted)) return wanted;
    const clean = wanted.replace(/[^A-Za-z0-9_-]/g, '_');
    // Long names of servers differ at their ends.
    const short = clean.slice(Math.max(0, clean.length - this.#maxLength));
    if (this.#pattern.test(short)) return short;
    return `_${short}`.slice(0, this.#maxLength);
  }
}
