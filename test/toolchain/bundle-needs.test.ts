import { expect, it } from 'vitest';
import { refuseElectron } from '../../scripts/bundle-needs.mjs';

const chunk = (fileName: string, imports: string[], dynamicImports: string[] = []) =>
  ({ type: 'chunk', fileName, imports, dynamicImports }) as const;

it.each([
  ['electron', [chunk('headless.js', ['node:fs', 'electron'])]],
  ['electron/main', [chunk('headless.js', ['part.js']), chunk('part.js', ['electron/main'])]],
  ['electron-updater', [chunk('headless.js', [], ['electron-updater'])]],
])('refuses a bundle that loads %s, wherever it does', (name, output) => {
  expect(() => {
    refuseElectron('headless', { output });
  }).toThrow(`The bundle "headless" loads ${name}.`);
});

it('takes one that loads itself, Node and its native packages', () => {
  const output = [
    chunk('headless.js', ['node:http', 'better-sqlite3'], ['electron-free.js']),
    chunk('electron-free.js', []),
    { type: 'asset', fileName: 'a.css' } as const,
  ];
  expect(() => {
    refuseElectron('headless', { output });
  }).not.toThrow();
});
