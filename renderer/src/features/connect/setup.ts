import type { ConnectClient, Shell } from '#contracts/connect';

/** The shell that most people on such a machine have. */
export function likelyShell(platform: string): Shell {
  return /^win/i.test(platform) ? 'powershell' : 'bash';
}

/** Of a list, the one that was asked for, else the first. */
export function chosen<T, K extends keyof T>(
  all: readonly T[],
  key: K,
  wanted: unknown,
): T | undefined {
  return all.find((one) => one[key] === wanted) ?? all[0];
}

const HIDDEN = '••••••••';

/** What may be on the screen while somebody looks over the shoulder; it keeps how the token begins. */
export function masked(text: string, secret: string | null): string {
  return secret === null ? text : text.replaceAll(secret, secret.slice(0, 4) + HIDDEN);
}

type Paste = { readonly place: string | null; readonly text: string };

/** Everything to be pasted: into the shell first, then into files. */
export function pastesOf({ shells, files }: ConnectClient, shell: Shell): readonly Paste[] {
  const line = chosen(shells, 'shell', shell);
  return [
    ...(line === undefined ? [] : [{ place: null, text: line.text }]),
    ...files.map(({ path, text }) => ({ place: path, text })),
  ];
}
