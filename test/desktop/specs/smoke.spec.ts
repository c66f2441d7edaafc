import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { desktopFolder, startDesktop } from '../driver.ts';

it('proves in a smoke run that its proxy answers, and ends with 0', async () => {
  const folder = desktopFolder();
  const desktop = await startDesktop({ folder, args: ['--smoke', '--hidden'] });
  expect(await desktop.exited).toBe(0);
  const result: unknown = JSON.parse(readFileSync(path.join(folder, 'data', 'smoke.json'), 'utf8'));
  expect(result).toMatchObject({ status: 200 });
});
