import type { LogLine } from '../contracts/diagnostics.ts';
import type { LogLevel } from '../contracts/settings.ts';
import type { LogPort } from '../proxy/log-port.ts';

/** Where lines go. */
export type LogSink = { write(text: string): void; close(): Promise<void> };

export type LogChoice = { readonly logLevel: LogLevel; readonly isAccessLogged: boolean };

const SEVERITY: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

/** Lines written together: one system call for many requests. */
const FLUSH_EVERY_MS = 50;
const MAX_WAITING_LINES = 500;
/** Kept for whoever looks, because not every program's output is kept by somebody. */
const KEPT_LINES = 1000;

/** Readable lines, one a step, for people. What to write is asked for with every line, so a setting acts at once. */
export class Logger implements LogPort {
  readonly #sink: LogSink;
  readonly #choice: () => LogChoice;
  readonly #now: () => number;
  #waiting: string[] = [];
  /** The latest lines; the oldest is overwritten. */
  readonly #kept: LogLine[] = [];
  #keptCount = 0;
  /** Many lines are of the same second, and writing a moment out is the dearest part of a line. */
  #stampedSecond = Number.NaN;
  #stamp = '';
  #timer: NodeJS.Timeout | null = null;

  constructor(sink: LogSink, choice: () => LogChoice, now: () => number) {
    this.#sink = sink;
    this.#choice = choice;
    this.#now = now;
  }

  isAccessLogged(): boolean {
    const { logLevel, isAccessLogged } = this.#choice();
    return isAccessLogged && SEVERITY[logLevel] >= SEVERITY.info;
  }

  isDebugLogged(): boolean {
    return this.#choice().logLevel === 'debug';
  }

  error(line: string): void {
    this.#add('error', line);
    this.flush();
  }

  warn(line: string): void {
    this.#add('warn', line);
  }

  info(line: string): void {
    this.#add('info', line);
  }

  debug(line: string): void {
    this.#add('debug', line);
  }

  /** The latest lines that are at least as grave, oldest first. */
  latest(limit: number, level: LogLevel): readonly LogLine[] {
    const at = this.#keptCount % KEPT_LINES;
    const lines = [...this.#kept.slice(at), ...this.#kept.slice(0, at)];
    const grave = lines.filter((line) => SEVERITY[line.level] <= SEVERITY[level]);
    return limit < grave.length ? grave.slice(-limit) : grave;
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#sink.write(text);
  }

  async close(): Promise<void> {
    this.flush();
    await this.#sink.close();
  }

  #add(level: LogLevel, line: string): void {
    if (SEVERITY[level] > SEVERITY[this.#choice().logLevel]) return;
    const now = this.#now();
    this.#kept[this.#keptCount++ % KEPT_LINES] = { at: now, level, text: line };
    this.#waiting.push(`${this.#stampOf(now)} ${level.padEnd(5)} ${line}\n`);
    if (this.#waiting.length >= MAX_WAITING_LINES) this.flush();
    else
      this.#timer ??= setTimeout(() => {
        this.flush();
      }, FLUSH_EVERY_MS).unref();
  }

  #stampOf(now: number): string {
    const second = Math.floor(now / 1000);
    if (second !== this.#stampedSecond) {
      this.#stampedSecond = second;
      this.#stamp = new Date(second * 1000).toISOString().slice(0, -4);
    }
    return `${this.#stamp}${String(Math.floor(now % 1000)).padStart(3, '0')}Z`;
  }
}
