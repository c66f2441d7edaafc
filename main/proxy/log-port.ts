/** What the data plane says about its steps; the real one stands in the app folder. */
export type LogPort = {
  /** True when requests that went well are to be written, too. */
  isAccessLogged(): boolean;
  /** True when every step of a request is to be written. */
  isDebugLogged(): boolean;
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
};
