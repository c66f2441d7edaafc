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

/**
 * How the program is started anew: as it was, but in sight, and without the link that was answered.
 * @param appImage the file that the program came from; what runs lies in a folder that goes with it
 */
export function restartOptions(
  args: readonly string[],
  appImage: string | undefined,
): { readonly args: string[]; readonly execPath?: string } {
  const kept = args.filter((arg) => arg !== '--hidden' && !isLink(arg));
  return { args: kept, ...(appImage === undefined ? {} : { execPath: appImage }) };
}

function isLink(arg: string): boolean {
  return arg.toLowerCase().startsWith(`${LINK_SCHEME}:`);
}

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
    link: args.find(isLink) ?? null,
    engine,
  };
}
