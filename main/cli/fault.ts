/** What a script can tell a failure by; 2 to 5 are those of a start. */
export const CLI_EXIT = { failure: 1, usage: 4, notRunning: 6, unhealthy: 7 } as const;

/** One sentence for the person who typed it. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
