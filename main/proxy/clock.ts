/** Time as the data plane sees it; tests bring their own. */
export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs once after `ms`; the result cancels it. Never keeps the process alive. */
  after(ms: number, run: () => void): () => void;
};
