import type { ImportProblem } from '../../contracts/import.ts';
import type { FoundToken } from './found.ts';
import { note } from './found.ts';

const LINE = /^\s*(?:export\s+|set\s+|\$env:)?([A-Z][A-Z0-9_]*)\s*=\s*(.*)$/;

/** Variables of ccLoad: its own tokens are taken, so that clients need not be changed. */
const TOKEN_LISTS = ['CCLOAD_AUTH', 'CCLOAD_API_TOKENS'];
const OWN = /^(?:CCLOAD_\w+|PORT|SQLITE_\w+|GIN_MODE|REDIS_URL)$/;

export function isCcloadEnvironment(text: string): boolean {
  return /^\s*(?:export\s+)?CCLOAD_[A-Z_]+\s*=/m.test(text);
}

/** The variables of ccLoad in a `.env` file, and the other lines, which may be about channels. */
export function readCcloadEnvironment(text: string): {
  readonly tokens: readonly FoundToken[];
  readonly problems: readonly ImportProblem[];
  readonly rest: string;
} {
  const tokens: FoundToken[] = [];
  const problems: ImportProblem[] = [];
  const rest: string[] = [];
  for (const [at, row] of text.split(/\r\n|\r|\n/).entries()) {
    const [, name = '', value = ''] = LINE.exec(row) ?? [];
    const line = at + 1;
    if (TOKEN_LISTS.includes(name)) tokens.push(...tokensOf(unquoted(value), line));
    else if (OWN.test(name)) problems.push(note('setElsewhere', { line, path: name }));
    else rest.push(row);
  }
  return { tokens, problems, rest: rest.join('\n') };
}

/** `token` or `token|description`, divided by commas. */
function tokensOf(value: string, line: number): readonly FoundToken[] {
  return value.split(',').flatMap((part, at) => {
    const [secret = '', name = ''] = part.split('|').map((one) => one.trim());
    if (secret === '') return [];
    return [
      {
        line,
        path: null,
        token: { secret },
        draft: { name: name === '' ? `ccLoad ${String(at + 1)}` : name.slice(0, 100) },
      },
    ];
  });
}

/** A comment may stand behind a value, also where it is quoted. */
function unquoted(value: string): string {
  const quoted = /^(["'])(.*?)\1/.exec(value.trim());
  return quoted?.[2] ?? value.replace(/\s+#.*$/, '').trim();
}
