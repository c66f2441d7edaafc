/** What the data plane says about its steps; the real one stands in the app folder. */
export type LogPort = {
  /** True when steps that went well are to be written, too. */
  isAccessLogged(): boolean;
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
};
