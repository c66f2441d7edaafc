/**
 * - `foreign`: the file is not a database, or not ours
 * - `newer`: written by a later version of the program
 * - `locked`: another process has it open
 * - `unreadable`: it or its folder cannot be opened or written
 * - `damaged`: SQLite finds its contents inconsistent
 * - `migration`: a step of the migration failed; the file is as it was
 */
export type StoreErrorCode =
  'foreign' | 'newer' | 'locked' | 'unreadable' | 'damaged' | 'migration';

/** The database as a whole cannot be used. The message is one sentence for people and names the file. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
