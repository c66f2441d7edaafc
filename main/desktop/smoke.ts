import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Read by scripts/smoke.mjs. A file, because a program with a window has no output on Windows. */
const RESULT = 'smoke.json';

/**
 * `--smoke`: the installed program calls its own proxy, as a client does, and leaves what it was told in the data folder.
 * Rejects when it is not well.
 */
export async function smoke(address: string, dataFolder: string, version: string): Promise<void> {
  const answer = await fetch(`${address}/health`);
  const result = { status: answer.status, body: await answer.text(), version };
  await writeFile(path.join(dataFolder, RESULT), `${JSON.stringify(result)}\n`);
  if (!answer.ok) throw new Error(`/health answered ${String(answer.status)}.`);
}
