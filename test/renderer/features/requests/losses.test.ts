// @vitest-environment node
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lossText } from '../../../../renderer/src/features/requests/losses.ts';
import { lossTexts } from '../../../../renderer/src/features/requests/texts/losses.ts';
import { Language } from '../../../../renderer/src/i18n/language.svelte.ts';

const convert = join(import.meta.dirname, '../../../../main/core/convert');
const source = globSync('**/*.ts', { cwd: convert })
  .map((file) => readFileSync(join(convert, file), 'utf8'))
  .join('\n');
const named = [...source.matchAll(/(?:contentLoss|hint)\('([a-z-]+)'|name: '([a-z]+-[a-z-]+)'/g)];
const media = [...(/type MediaKind = (.+);/.exec(source)?.[1] ?? '').matchAll(/'(\w+)'/g)];
const NAMES = [...new Set([...named, ...media].map(([, one, other]) => one ?? other ?? ''))];

const memory = { read: () => null, write: () => undefined };

describe('what a conversion leaves out', () => {
  it('is found in the converters', () => {
    expect(NAMES.length).toBeGreaterThan(35);
    expect(NAMES).toContain('video');
  });

  it.each(NAMES)('has words for %s', (name) => {
    expect(lossTexts.en).toHaveProperty(name);
  });

  it('is listed in the language of the page, with what it was', () => {
    const losses = [
      { weight: 'content', name: 'hosted-tool', detail: 'web_search_20250305' },
      { weight: 'hint', name: 'top-k', detail: null },
      { weight: 'hint', name: 'of-tomorrow', detail: null },
    ] as const;
    expect(lossText(losses, new Language(['en'], memory))).toBe(
      'a tool that the service runs itself (web_search_20250305), top-k, of-tomorrow',
    );
    expect(lossText(losses, new Language(['zh'], memory))).toBe(
      '由服务方运行的工具（web_search_20250305）、top-k 参数、of-tomorrow',
    );
  });
});
