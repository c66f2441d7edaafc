import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../main/store/open.ts';
import { aChannelDraft } from '../support/draft-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from '../support/temp-store.ts';

/** Another process that opens the store in `folder` and holds it; it ends with code 1 when it is refused. */
function startOther(folder: string): ChildProcess {
  const program = fileURLToPath(new URL('../support/store-child.ts', import.meta.url));
  const child = fork(program, [folder, 'hold'], { execArgv: [], silent: true });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

describe('one process per database', () => {
  it('refuses a second store in the same process and leaves the first one working', async () => {
    const folder = await tempFolder();
    const first = await openStore(storeOptions(folder));
    await expect(openStore(storeOptions(folder))).rejects.toMatchObject({
      name: 'StoreError',
      code: 'locked',
    });
    expect(await first.channels.insert(aChannelDraft())).toMatchObject({ name: 'First' });
    // The attempt has not let the lock go either, which opening a locked file can do.
    const [code] = (await once(startOther(folder), 'exit')) as [number | null];
    expect(code).toBe(1);
    await first.close();
  });

  it('refuses at once while another process has it, and not after that one was killed', async () => {
    const folder = await tempFolder();
    const child = startOther(folder);
    await once(child, 'message');
    const asked = performance.now();
    await expect(openStore(storeOptions(folder))).rejects.toMatchObject({ code: 'locked' });
    // Waiting for a lock to go away, as SQLite does otherwise, takes five seconds.
    expect(performance.now() - asked).toBeLessThan(4000);

    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = await openStore(storeOptions(folder));
    expect(await store.channels.list()).toEqual([]);
    await store.close();
  });
});
