import fs from 'node:fs';
import path from 'node:path';
import type { ConnectableClient } from '../contracts/connection.ts';
import { AppError } from '../core/app-error.ts';
import type { Edit, FormatName } from './edit.ts';
import { codeOf, writeAside } from './text-file.ts';

/**
 * What is needed to undo a connection. It lies in our data folder, readable by its user alone, because the originals of
 * the files may hold credentials of others; nothing of it is ever put into the database or shown.
 */
export type Note = {
  readonly version: 1;
  readonly client: ConnectableClient;
  readonly connectedAt: number;
  readonly files: readonly NotedFile[];
};

export type NotedFile = {
  readonly path: string;
  readonly format: FormatName;
  /** Base64 of what was there; null when nothing was. */
  readonly original: string | null;
  /** Fingerprints of all contents that we have written there. */
  readonly written: readonly string[];
  readonly edits: readonly Edit[];
  /** Folders that had to be made for it, outermost first. */
  readonly madeFolders: readonly string[];
};

const PRIVATE_MODE = 0o600;

export class Notes {
  readonly #folder: string;

  constructor(dataFolder: string) {
    this.#folder = path.join(dataFolder, 'connected');
  }

  /** @throws AppError when there is one that cannot be understood; then nothing is changed */
  read(client: ConnectableClient): Note | null {
    const file = this.#fileOf(client);
    let text: string;
    try {
      text = fs.readFileSync(file, 'utf8');
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return null;
      throw damaged(file, codeOf(cause), cause);
    }
    try {
      const note = JSON.parse(text) as Note;
      if (note.version === 1 && note.client === client && Array.isArray(note.files)) return note;
    } catch (cause) {
      throw damaged(file, 'it is not JSON', cause);
    }
    throw damaged(file, 'it is of another version');
  }

  /** On the disk when this returns: the client's files are written after it. */
  write(note: Note): void {
    fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const bytes = Buffer.from(`${JSON.stringify(note, null, 2)}\n`);
    writeAside(this.#fileOf(note.client), bytes, PRIVATE_MODE);
  }

  remove(client: ConnectableClient): void {
    fs.rmSync(this.#fileOf(client), { force: true });
  }

  #fileOf(client: ConnectableClient): string {
    return path.join(this.#folder, `${client}.json`);
  }
}

function damaged(file: string, why: string, cause?: unknown): AppError {
  const message = `The note ${file} cannot be read: ${why}.`;
  return new AppError('connect.note-damaged', message, { cause, values: { file, why } });
}
