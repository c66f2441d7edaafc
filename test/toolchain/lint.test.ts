import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantTree } from './planted-tree.ts';

const lines = (count: number) => '// line\n'.repeat(count - 1) + 'export {};\n';

const longFunction = `export function long(): void {\n${'  void 0;\n'.repeat(59)}}\n`;

/** Each file breaks one rule, in a place where the rule holds. */
const offences: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['no-restricted-syntax', 'main/core/clock.ts', 'export const now = Date.now();'],
  ['no-restricted-syntax', 'main/core/date.ts', 'export const today = new Date();'],
  ['no-restricted-syntax', 'main/core/dice.ts', 'export const dice = Math.random();'],
  ['no-restricted-syntax', 'main/core/convert/clock.ts', 'export const now = Date.now();'],
  ['no-restricted-syntax', 'main/state/clock.ts', 'export const now = performance.now();'],
  ['no-restricted-syntax', 'main/state/date.ts', 'export const today = new Date();'],
  ['no-restricted-syntax', 'main/core/status.ts', 'export const limited = 429;'],
  ['no-restricted-syntax', 'main/proxy/status.ts', 'export const odd = (s: number) => s === 529;'],
  ['no-restricted-syntax', 'main/proxy/status-type.ts', 'export type Gone = { status: 410 };'],
  ['no-console', 'main/app/console.ts', "console.log('here');"],
  ['max-lines', 'main/app/long.ts', lines(401)],
  ['max-lines', 'main/proxy/handle-request.ts', lines(61)],
  ['max-lines-per-function', 'main/app/long-function.ts', longFunction],
  ['no-warning-comments', 'main/app/later.ts', '// TODO: later\nexport {};'],
  [
    '@typescript-eslint/no-floating-promises',
    'main/app/floating.ts',
    'const stop = async () => {};\nexport const end = () => {\n  stop();\n};',
  ],
  [
    '@typescript-eslint/no-misused-promises',
    'main/app/misused.ts',
    "process.on('exit', async () => {});",
  ],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'main/app/switch.ts',
    "export const f = (kind: 'a' | 'b') => {\n  switch (kind) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n};",
  ],
  ['@typescript-eslint/only-throw-error', 'main/app/throw.ts', "throw 'no';"],
  [
    '@typescript-eslint/consistent-type-imports',
    'main/app/types.ts',
    "import { Server } from 'node:http';\nexport type Listener = Server;",
  ],
  ['@typescript-eslint/no-explicit-any', 'main/app/any.ts', 'export type Body = any;'],
  [
    '@typescript-eslint/no-non-null-assertion',
    'main/app/non-null.ts',
    'export const first = (list: string[]) => list[0]!;',
  ],
  [
    '@typescript-eslint/no-unsafe-return',
    'main/app/unsafe.ts',
    'export const parse = (text: string): number => JSON.parse(text);',
  ],
  [
    '@typescript-eslint/ban-ts-comment',
    'main/app/hush.ts',
    "// @ts-expect-error a reason\nexport const port: number = '1';",
  ],
  [
    'svelte/require-each-key',
    'renderer/src/Each.svelte',
    "{#each ['a'] as name}\n  <p>{name}</p>\n{/each}\n",
  ],
  [
    'svelte/no-unused-props',
    'renderer/src/Props.svelte',
    '<script lang="ts">\n  let { a }: { a: string; b: string } = $props();\n</script>\n\n{a}\n',
  ],
  ['svelte/no-at-html-tags', 'renderer/src/Html.svelte', "{@html '<b>bold</b>'}\n"],
  [
    'no-restricted-globals',
    'renderer/src/Fetch.svelte',
    '<script lang="ts">\n  const load = () => fetch(\'/admin\');\n</script>\n\n<button onclick={load}>Load</button>\n',
  ],
  [
    'no-restricted-imports',
    'renderer/src/Import.svelte',
    '<script lang="ts">\n  import type {} from \'../../main/core/clock.ts\';\n</script>\n',
  ],
  ['max-lines', 'renderer/src/Long.svelte', '<p>line</p>\n'.repeat(201)],
];

/** The same in places where it is right, or what only looks like an offence. */
const lawful: readonly (readonly [file: string, source: string])[] = [
  ['main/core/classify.ts', 'export const limited = 429;'],
  ['main/core/reply-status.ts', 'export const unavailable = 503;'],
  ['main/proxy/stall.ts', 'export const STALL_MS = 500;'],
  ['main/admin/answer.ts', 'export const missing = 404;'],
  ['main/core/parse-date.ts', 'export const at = (text: string) => new Date(text).getTime();'],
  ['main/app/clock.ts', 'export const now = () => Date.now();'],
  ['main/app/logger.ts', "console.log('line');"],
  ['test/app/long.test.ts', longFunction],
];

describe('lint', () => {
  const files = [...offences.map(([, file, source]) => [file, source] as const), ...lawful];
  const tree = plantTree(Object.fromEntries(files), [
    'eslint.config.js',
    'tsconfig.base.json',
    'tsconfig.json',
    'main/tsconfig.json',
    'main/core/tsconfig.json',
    'renderer/tsconfig.json',
    'test/tsconfig.json',
    'node_modules',
  ]);
  const found = new Map<string, string[]>();

  beforeAll(async () => {
    const eslint = new ESLint({ cwd: tree.root });
    for (const result of await eslint.lintFiles(['main', 'renderer', 'test'])) {
      const file = result.filePath.slice(tree.root.length + 1).replaceAll('\\', '/');
      found.set(file, [
        ...new Set(result.messages.map(({ ruleId, message }) => ruleId ?? message)),
      ]);
    }
  }, 60_000);

  afterAll(() => tree.remove());

  it.each(offences)('reports %s in %s, and nothing else', (rule, file) => {
    expect(found.get(file)).toEqual([rule]);
  });

  it.each(lawful)('leaves %s alone', (file) => {
    expect(found.get(file)).toEqual([]);
  });
});
