import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

it('names the account whose releases programs install in one place', () => {
  const { repository, homepage } = JSON.parse(read('package.json')) as Record<string, string>;
  expect(`https://github.com/${String(repository?.replace('github:', ''))}`).toBe(homepage);
  const { publish } = parse(read('electron-builder.yml')) as { publish: object };
  expect(publish).toEqual({ provider: 'github', releaseType: 'draft' });
});
