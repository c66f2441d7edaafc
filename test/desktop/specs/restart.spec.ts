import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { desktopFolder, isReal, startDesktop, type Desktop } from '../driver.ts';
import { addChannel, addressOf, admin, windowFacts } from '../steps.ts';

type Keys = readonly { readonly keys: readonly { readonly isLocked: boolean }[] }[];

const keysOf = async (desktop: Desktop): Promise<readonly boolean[]> =>
  (await admin<Keys>(desktop, 'GET', '/admin/channels')).flatMap(({ keys }) =>
    keys.map(({ isLocked }) => isLocked),
  );

/** What would be started anew; the stand-in starts nothing itself. */
const relaunchFile = (folder: string) =>
  path.join(folder, 'data', 'desktop', 'harness-relaunch.json');

it.skipIf(isReal)('restores a backup by a click on "Restart now"', async () => {
  const folder = desktopFolder();
  const first = await startDesktop({ folder });
  const page = await first.window();
  await addChannel(first, 'from the backup', 'http://127.0.0.1:9');
  // By the page's own session, as the panel does it.
  const address = await addressOf(first);
  await page.evaluate(`(async () => {
    const backup = await fetch('/admin/backup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ passphrase: 'a long passphrase' }),
    });
    const answer = await fetch('/admin/restore', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'ccload-passphrase': btoa('a long passphrase') },
      body: await backup.blob(),
    });
    if (!answer.ok) throw new Error(await answer.text());
  })()`);
  await addChannel(first, 'made afterwards', 'http://127.0.0.1:9');
  await page.goto(`${address}/web/#/settings?section=data`);
  await page.reload();
  await page.getByRole('button', { name: 'Restart now' }).click();
  expect(await first.exited).toBe(0);
  expect(JSON.parse(readFileSync(relaunchFile(folder), 'utf8'))).toMatchObject({
    args: expect.arrayContaining([expect.stringMatching(/^--port=/)]) as unknown,
  });

  const second = await startDesktop({ folder });
  await second.window();
  const names = async () =>
    (await admin<readonly { readonly name: string }[]>(second, 'GET', '/admin/channels')).map(
      ({ name }) => name,
    );
  expect(await names()).toEqual(['from the backup']);
});

it.skipIf(isReal)(
  'loses no key to a keyring that is locked, and tries again when told to',
  async () => {
    const folder = desktopFolder();
    const first = await startDesktop({ folder });
    await waitFor(() => windowFacts(first), 'the window');
    await addChannel(first, 'relay', 'http://127.0.0.1:9');
    await first.evaluate(({ app }) => app.quit(), null);
    expect(await first.exited).toBe(0);

    const keyring = path.join(folder, 'data', 'desktop', 'harness-keyring');
    renameSync(keyring, `${keyring}.locked`);
    const locked = await startDesktop({ folder });
    const page = await locked.window();
    await page.getByText('The stored keys cannot be opened').waitFor();
    expect(await keysOf(locked)).toEqual([true]);
    renameSync(`${keyring}.locked`, keyring);
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await locked.exited).toBe(0);
    expect(existsSync(relaunchFile(folder))).toBe(true);

    const opened = await startDesktop({ folder });
    const after = await opened.window();
    expect(await keysOf(opened)).toEqual([false]);
    await after.getByRole('heading', { name: 'Overview' }).first().waitFor();
    expect(await after.getByText('The stored keys cannot be opened').count()).toBe(0);
  },
);
