import type { Shell } from '../../contracts/connect.ts';

export type Variable = readonly [name: string, value: string];

/** Lines that set variables for what is started from the same shell afterwards. */
export function environmentLines(shell: Shell, variables: readonly Variable[]): string {
  return variables.map(([name, value]) => environmentLine(shell, name, value)).join('\n');
}

function environmentLine(shell: Shell, name: string, value: string): string {
  switch (shell) {
    case 'bash':
      return `export ${name}=${quoted('bash', value)}`;
    case 'fish':
      return `set -gx ${name} ${quoted('fish', value)}`;
    case 'powershell':
      return `$env:${name} = ${quoted('powershell', value)}`;
    case 'cmd':
      // The quotes stand around the whole, so that they do not become part of the value.
      return `set "${name}=${value}"`;
  }
}

/** Means the same in every shell without quotes. */
const PLAIN = /^[A-Za-z0-9_./:@+-]+$/;

/** The text as one word of a command. */
export function quoted(shell: Shell, text: string): string {
  switch (shell) {
    case 'bash':
      return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
    case 'fish':
      return PLAIN.test(text) ? text : `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
    case 'powershell':
      // PowerShell takes typographic quotes for quotes as well.
      return `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;
    case 'cmd':
      // For programs that read their command line as C programs do: backslashes before a quote are doubled.
      return `"${text.replace(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, '$1$1')}"`;
  }
}
