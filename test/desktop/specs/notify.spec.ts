import { expect, it } from 'vitest';
import { json, ScriptedUpstream, status } from '../../support/scripted-upstream.ts';
import { waitFor } from '../../support/wait-for.ts';
import { desktopFolder, isReal, startDesktop, type Desktop } from '../driver.ts';
import {
  addChannel,
  addressOf,
  admin,
  answerBoxes,
  clickTray,
  shownBoxes,
  windowFacts,
} from '../steps.ts';

type Shown = { readonly title?: string; readonly body?: string };
type Recorded = { readonly all: { readonly options: Shown; emit(name: string): void }[] };

/** Notifications of a real Electron are the system's, and leave nothing to look at. */
const notifications = (desktop: Desktop): Promise<readonly Shown[]> =>
  desktop.evaluate(
    ({ Notification }) => (Notification as unknown as Recorded).all.map(({ options }) => options),
    null,
  );

async function ask(desktop: Desktop): Promise<number> {
  const { token } = await admin<{ token: string }>(desktop, 'GET', '/admin/tokens/local');
  const answer = await fetch(`${await addressOf(desktop)}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': token, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', max_tokens: 1, messages: [] }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

it.skipIf(isReal)('tells of failovers together, and a click shows the requests', async () => {
  const bad = await ScriptedUpstream.start(status(529));
  const good = await ScriptedUpstream.start(json({ type: 'message', content: [] }));
  const desktop = await startDesktop({ folder: desktopFolder(), args: ['--hidden'] });
  await waitFor(() => addressOf(desktop).catch(() => null), 'the engine');
  for (const [name, url, priority] of [
    ['relay-bad', bad.url, 9],
    ['relay-good', good.url, 1],
  ] as const) {
    const { id } = await addChannel(desktop, name, url);
    await admin(desktop, 'PATCH', `/admin/channels/${String(id)}`, { priority });
  }
  expect(await ask(desktop)).toBe(200);
  await clickTray(desktop, 'clear-cooldowns');
  expect(await ask(desktop)).toBe(200);

  await waitFor(async () => (await notifications(desktop)).length > 0, 'the notification', 20_000);
  expect(await notifications(desktop)).toEqual([
    { title: 'relay-bad failed 2 times', body: 'relay-good answered instead.' },
  ]);
  await desktop.evaluate(({ Notification }) => {
    (Notification as unknown as Recorded).all[0]?.emit('click');
  }, null);
  const page = await desktop.window();
  await waitFor(async () => (await windowFacts(desktop))?.isVisible === true, 'the window');
  await page.getByRole('heading', { name: 'Requests' }).first().waitFor();
});

it('answers who looks for updates in a program that nobody installed', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  await answerBoxes(desktop, 0);
  await clickTray(desktop, 'update');
  await waitFor(async () => (await shownBoxes(desktop)).length > 0, 'the answer');
  expect(await shownBoxes(desktop)).toMatchObject([
    { message: 'This program was started from its sources: there is nothing to update.' },
  ]);
});
