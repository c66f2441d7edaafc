import { LINK_SCHEME } from './deep-link.ts';

/** What of a command line is ours. */
export type Arguments = {
  /** Started by the system at login: the tray alone. */
  readonly isHidden: boolean;
  /** Prove that the proxy answers, and end: for the check of a package. */
  readonly isSmoke: boolean;
  /** A link that the system handed over; not looked into yet. */
  readonly link: string | null;
  /** Flags for the engine, as headless takes them. */
  readonly engine: readonly string[];
};

const ENGINE_FLAGS = ['--port', '--host', '--data-dir'];

/** Chromium adds switches of its own and Electron changes their order, so what is not known is left alone. */
export function readArguments(args: readonly string[]): Arguments {
  const engine: string[] = [];
  for (const [at, arg] of args.entries()) {
    const [name = ''] = arg.split('=', 1);
    if (!ENGINE_FLAGS.includes(name)) continue;
    const value = arg === name ? args[at + 1] : arg.slice(name.length + 1);
    if (value !== undefined) engine.push(`${name}=${value}`);
  }
  return {
    isHidden: args.includes('--hidden'),
    isSmoke: args.includes('--smoke'),
    link: args.find((arg) => arg.toLowerCase().startsWith(`${LINK_SCHEME}:`)) ?? null,
    engine,
  };
}
