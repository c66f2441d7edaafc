/** What a script that starts this program can tell a failure by. */
export const EXIT_CODES = {
  failure: 1,
  portInUse: 2,
  dataFolderLocked: 3,
  configuration: 4,
  database: 5,
} as const;

/** The program cannot start: one line for people and the code to exit with. */
export class StartError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
