/** One step of the schema. Plain data, because it is sent to the thread that runs it. */
export type Migration = {
  /** In tens, ascending. A file's `user_version` is the number of its last step. */
  readonly number: number;
  readonly name: string;
  /** Statements, run in one transaction with every other pending step. */
  readonly sql: string;
};
