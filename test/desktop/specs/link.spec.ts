import { expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { desktopFolder, startDesktop } from '../driver.ts';
import { admin, answerBoxes, shownBoxes } from '../steps.ts';

const KEY = 'sk-from-a-link-0123456789';
const LINK = `ccload://v1/import?name=relay&base_url=${encodeURIComponent('https://api.relay.example/v1')}&type=anthropic&models=claude-a,claude-b&api_key=${KEY}`;

type Shown = { name: string; isEnabled: boolean; models: { name: string }[]; keys: unknown[] };

it('asks before it adds the channel of a link, which is then switched off', async () => {
  const desktop = await startDesktop({ folder: desktopFolder(), args: [LINK] });
  const page = await desktop.window();
  const sheet = page.getByRole('dialog', { name: 'Add this channel?' });
  await sheet.getByText('api.relay.example', { exact: true }).waitFor();
  await sheet.getByText('This site will receive your prompts.').waitFor();
  expect(await sheet.innerText()).toContain('sk-f…6789');
  expect(await page.content()).not.toContain(KEY);
  expect(await admin(desktop, 'GET', '/admin/channels')).toEqual([]);

  await sheet.getByLabel('Name').fill('my relay');
  await sheet.getByRole('button', { name: 'Add the channel' }).click();
  await sheet.waitFor({ state: 'detached' });
  const channels = await admin<Shown[]>(desktop, 'GET', '/admin/channels');
  expect(channels).toMatchObject([
    { name: 'my relay', isEnabled: false, models: [{ name: 'claude-a' }, { name: 'claude-b' }] },
  ]);
  expect(channels[0]?.keys).toHaveLength(1);
});

it('adds nothing when it is told not to', async () => {
  const desktop = await startDesktop({ folder: desktopFolder(), args: [LINK] });
  const page = await desktop.window();
  await page.getByRole('button', { name: 'Do not add it' }).last().click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await admin(desktop, 'GET', '/admin/channels')).toEqual([]);
});

it('takes a link from a second start, and says why it cannot take another', async () => {
  const folder = desktopFolder();
  const desktop = await startDesktop({ folder });
  const page = await desktop.window();
  await answerBoxes(desktop, 0);
  const bad = await startDesktop({
    folder,
    args: ['ccload://v1/import?base_url=http://evil.example'],
  });
  expect(await bad.exited).toBe(0);
  await waitFor(async () => (await shownBoxes(desktop)).length === 1, 'the complaint');
  expect((await shownBoxes(desktop))[0]?.detail).toContain('must be https');

  const good = await startDesktop({ folder, args: [LINK] });
  expect(await good.exited).toBe(0);
  await page.getByRole('dialog', { name: 'Add this channel?' }).waitFor();
});
