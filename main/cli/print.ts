export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One JSON value on one line, for programs. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}
