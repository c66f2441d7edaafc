import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { PRIVATE_MODE } from './private-file.ts';

/** What waits to take the database's place at the next start. */
export function stagedFile(file: string): string {
  return `${file}.restore`;
}

/** Made ready, but not yet known to be whole. */
export function unfinishedFile(file: string): string {
  return `${file}.restore.tmp`;
}

/** Is told to whoever asks what waits, without opening it. */
export function writeStagedNote(file: string, note: unknown): void {
  writeFileSync(`${stagedFile(file)}.json`, JSON.stringify(note), { mode: PRIVATE_MODE });
}

/** Null when nothing waits. */
export function readStagedNote(file: string): unknown {
  if (!existsSync(stagedFile(file))) return null;
  try {
    return JSON.parse(readFileSync(`${stagedFile(file)}.json`, 'utf8')) as unknown;
  } catch {
    // The note is only for people; what waits is used without it.
    return null;
  }
}

export function removeStaged(file: string): void {
  for (const one of [stagedFile(file), unfinishedFile(file), `${stagedFile(file)}.json`]) {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(one + end, { force: true });
  }
}

/**
 * Puts what waits in the place of the database, which is kept aside. Called by whoever holds the lock of the database,
 * before it is opened. Each step can be the last one before a crash: the next start goes on where this one stopped.
 */
export function adoptStaged(file: string): void {
  const staged = stagedFile(file);
  if (!existsSync(staged)) return;
  // Of the staged file, not of now: a second try must find the same name.
  const at = new Date(statSync(staged).mtimeMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = `${file}.before-restore-${at}`;
  // The log first: beside another database it would be taken for that one's.
  for (const end of ['-wal', '-journal', '']) {
    if (existsSync(file + end) && !existsSync(aside + end)) renameSync(file + end, aside + end);
  }
  rmSync(`${file}-shm`, { force: true });
  renameSync(staged, file);
  rmSync(`${staged}.json`, { force: true });
}
