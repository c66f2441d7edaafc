// @vitest-environment node
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import { en } from '../../../renderer/src/i18n/en.ts';
import { zh } from '../../../renderer/src/i18n/zh.ts';

const source = join(import.meta.dirname, '../../../renderer/src');

/** The same in every language. */
const PROPER_NAMES = new Set(['app']);

function paths(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null
      ? paths(inner, `${prefix}${name}.`)
      : [`${prefix}${name}`],
  );
}

function textAt(catalogue: object, path: string): string {
  // A code of the API has a dot of its own.
  let rest = path;
  let value: unknown = catalogue;
  while (typeof value === 'object' && value !== null) {
    const inner: object = value;
    const name = Object.keys(inner).find((key) => rest === key || rest.startsWith(`${key}.`)) ?? '';
    value = (inner as Record<string, unknown>)[name];
    rest = rest.slice(name.length + 1);
  }
  return typeof value === 'function'
    ? String((value as (...words: string[]) => string)('3', 'x'))
    : String(value);
}

type Node = { readonly type?: unknown; readonly name?: unknown; readonly data?: unknown };

/** Texts that a person would see or hear and that come from no catalogue. */
function literals(component: string): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const { type, name, data }: Node = value;
    const isSpoken = /^(title|alt|placeholder|aria-(label|description))$/.test(String(name));
    if (type === 'Attribute' && !isSpoken) return;
    if (type === 'Text' && /\p{L}/u.test(String(data))) found.push(String(data).trim());
    Object.values(value).forEach(visit);
  };
  visit(parse(component, { modern: true }).fragment);
  return found;
}

type Pair = { readonly en: object; readonly zh: object };

/** The common catalogue, and those that lie beside the parts of the UI: every export of a `texts` file. */
async function allCatalogues(): Promise<Record<string, Pair>> {
  const found: Record<string, Pair> = { common: { en, zh } };
  for (const file of globSync(['**/texts.ts', '**/texts/*.ts', 'i18n/words.ts'], { cwd: source })) {
    const exported = (await import(join(source, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported)) {
      if (isPair(value)) found[`${file} ${name}`] = value;
    }
  }
  return found;
}

function isPair(value: unknown): value is Pair {
  return typeof value === 'object' && value !== null && 'en' in value && 'zh' in value;
}

const catalogues = await allCatalogues();

describe.each(Object.entries(catalogues))('the catalogue %s', (_, { en, zh }) => {
  it('holds the same messages in both languages', () => {
    expect(paths(zh)).toEqual(paths(en));
  });

  it.each(paths(en).filter((path) => !PROPER_NAMES.has(path)))(
    'says %s in both languages',
    (path) => {
      expect(textAt(en, path)).not.toMatch(/\p{Script=Han}/u);
      expect(textAt(zh, path)).toMatch(/\p{Script=Han}/u);
    },
  );
});

describe('markup', () => {
  it('is searched for texts, spoken attributes too', () => {
    const component = '<p class="note" title="One">{#if a}Two{:else}{three}{/if} – 4</p>';
    expect(literals(component)).toEqual(['One', 'Two']);
  });

  it.each(globSync('**/*.svelte', { cwd: source }))('of %s takes its words from them', (file) => {
    expect(literals(readFileSync(join(source, file), 'utf8'))).toEqual([]);
  });
});
