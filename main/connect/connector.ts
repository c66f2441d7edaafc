import fs from 'node:fs';
import path from 'node:path';
import { CONNECTABLE_CLIENTS } from '../contracts/connect-constants.ts';
import type {
  ClientConnection,
  ConnectableClient,
  ConnectionAction,
  ConnectionPreview,
  PreviewFile,
} from '../contracts/connection.ts';
import { AppError } from '../core/app-error.ts';
import { conflictsOf, currentUrl, isHere } from './conflicts.ts';
import { depthIn, readValue, withoutEdits, withWishes, type Edit } from './edit.ts';
import { FormatError } from './formats/format.ts';
import { Notes, type Note, type NotedFile } from './note.ts';
import { isFound, placesOf, type Machine } from './places.ts';
import { shownDiff, shownValues } from './shown.ts';
import { readTextFile, replaceFile, textOf, type TextFile } from './text-file.ts';
import { isSame } from './values.ts';
import { wishesOf, type ConnectionFacts, type FileWish } from './wishes.ts';

export type ConnectorDeps = {
  readonly machine: Machine;
  /** Where the notes lie that undo needs. */
  readonly dataFolder: string;
  /** The same text always has the same one, and nothing of the text can be read out of it. */
  readonly fingerprint: (text: string) => string;
  readonly now: () => number;
};

const TITLES: Readonly<Record<ConnectableClient, string>> = {
  'claude-code': 'Claude Code',
  codex: 'Codex CLI',
  'gemini-cli': 'Gemini CLI',
  opencode: 'opencode',
};

/** One file, and what is to become of it. */
type Change = {
  readonly path: string;
  readonly file: TextFile;
  /** Null when no file is to be left. */
  readonly after: Buffer | null;
  readonly left: readonly string[];
  /** For the preview. */
  readonly noted: NotedFile;
};

/** Points clients here by their own configuration files, and takes it back. It touches nothing before it is told to. */
export class Connector {
  readonly #deps: ConnectorDeps;
  readonly #notes: Notes;

  constructor(deps: ConnectorDeps) {
    this.#deps = deps;
    this.#notes = new Notes(deps.dataFolder);
  }

  look(facts: ConnectionFacts): readonly ClientConnection[] {
    return CONNECTABLE_CLIENTS.map((client) => this.#lookAt(client, facts));
  }

  /** @throws AppError where the files cannot be edited */
  preview(
    client: ConnectableClient,
    action: ConnectionAction,
    facts: ConnectionFacts,
  ): ConnectionPreview {
    const changes = this.#plan(client, action, facts);
    return {
      client,
      files: changes.map((change) => shownChange(change, facts.token)),
      fingerprint: this.#fingerprintOf(changes),
    };
  }

  /** @throws AppError where the files cannot be edited, or are not those that the fingerprint was made of */
  connect(client: ConnectableClient, facts: ConnectionFacts, fingerprint?: string): void {
    const changes = this.#plan(client, 'connect', facts);
    this.#refuseOthers(changes, fingerprint);
    // First what undo needs, then what it would undo: a crash between the two leaves a note of what did not happen.
    this.#notes.write({
      version: 1,
      client,
      connectedAt: this.#deps.now(),
      files: changes.map(({ noted }) => noted),
    });
    for (const { path: file, file: read, after } of changes) replaceFile(file, read, after);
  }

  /** @throws AppError when there is nothing to undo, or a file cannot be edited */
  disconnect(client: ConnectableClient, fingerprint?: string): void {
    const changes = this.#plan(client, 'disconnect', null);
    this.#refuseOthers(changes, fingerprint);
    for (const { path: file, file: read, after, noted } of changes) {
      if (!isSameBytes(read.bytes, after)) replaceFile(file, read, after);
      if (after === null) removeEmpty(noted.madeFolders);
    }
    this.#notes.remove(client);
  }

  #lookAt(client: ConnectableClient, facts: ConnectionFacts): ClientConnection {
    const { machine } = this.#deps;
    const places = placesOf(client, machine);
    const files = [places.settings, ...(places.variables === null ? [] : [places.variables])];
    const known = {
      client,
      title: TITLES[client],
      isFound: isFound(places, machine),
      files: files.map((file) => ({ path: file, isThere: fs.existsSync(file) })),
    };
    let note: Note | null = null;
    try {
      note = this.#notes.read(client);
      const url = currentUrl(client, places);
      const isByHand = typeof url === 'string' && isHere(url, facts.baseUrl);
      // Also when it is off: whether the files could be edited is what a person wants to know.
      for (const wish of this.#wishes(client, facts)) inFile(wish.path, () => readWish(wish));
      return {
        ...known,
        state: note === null ? (isByHand ? 'byHand' : 'off') : this.#stateOf(note, facts),
        connectedAt: note?.connectedAt ?? null,
        conflicts: conflictsOf(client, places, machine, facts.baseUrl, note !== null),
        trouble: null,
      };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return {
        ...known,
        state: 'unreadable',
        connectedAt: note?.connectedAt ?? null,
        conflicts: [],
        trouble: { code: error.code, values: error.values ?? {}, text: error.message },
      };
    }
  }

  /** Without models, opencode has nothing to wish for: then its file is looked at all the same. */
  #wishes(client: ConnectableClient, facts: ConnectionFacts): readonly FileWish[] {
    const models = facts.models.length === 0 ? ['any'] : facts.models;
    return wishesOf(client, placesOf(client, this.#deps.machine), { ...facts, models });
  }

  #stateOf(note: Note, facts: ConnectionFacts): 'on' | 'outdated' | 'changed' {
    const wished = new Map(
      this.#wishes(note.client, facts).flatMap(({ path: file, wishes }) =>
        wishes.map((wish) => [keyOf(file, wish.path), wish.value] as const),
      ),
    );
    let isOutdated = false;
    for (const { path: file, format, edits } of note.files) {
      const { bytes } = readTextFile(file);
      for (const { path: names, ours } of edits) {
        const value = bytes === null ? undefined : readValue(format, textOf(file, bytes), names);
        if (isSame(value, wished.get(keyOf(file, names)))) continue;
        if (value === undefined || !ours.includes(this.#valuePrint(value))) return 'changed';
        isOutdated = true;
      }
    }
    return isOutdated ? 'outdated' : 'on';
  }

  #plan(
    client: ConnectableClient,
    action: ConnectionAction,
    facts: ConnectionFacts | null,
  ): readonly Change[] {
    const note = this.#notes.read(client);
    if (action === 'connect' && facts !== null) {
      const wishes = wishesOf(client, placesOf(client, this.#deps.machine), facts);
      return [
        ...wishes.map((wish) => inFile(wish.path, () => this.#planConnect(wish, note))),
        // Of an earlier connection in another place, as after a move of the client's home.
        ...(note?.files ?? [])
          .filter(({ path: file }) => !wishes.some((wish) => wish.path === file))
          .map((noted) => inFile(noted.path, () => this.#planUndo(noted))),
      ];
    }
    if (note === null) {
      throw new AppError('connect.not-connected', 'There is nothing to undo for this client.');
    }
    return note.files.map((noted) => inFile(noted.path, () => this.#planUndo(noted)));
  }

  /** What was put in before is taken out first, so that what is remembered is never our own. */
  #planConnect({ path: file, format, wishes }: FileWish, note: Note | null): Change {
    const noted = note?.files.find((one) => one.path === file);
    const read = readTextFile(file);
    const original = noted === undefined ? read.bytes : this.#undone(noted, read).bytes;
    const base = original === null ? '' : textOf(file, original);
    const after = Buffer.from(withWishes(format, base, wishes));
    const edits = wishes.map(({ path: names, value, isOwn }): Edit => {
      const before = noted?.edits.find((edit) => isSame(edit.path, names));
      return {
        path: names,
        isOwn,
        depthBefore: depthIn(format, base, names),
        ours: unique([...(before?.ours ?? []), this.#valuePrint(value)]),
      };
    });
    return {
      path: file,
      file: read,
      after,
      left: [],
      noted: {
        path: file,
        format,
        original: original?.toString('base64') ?? null,
        written: unique([...(noted?.written ?? []), this.#bytesPrint(after)]),
        edits,
        madeFolders: noted?.madeFolders ?? missingFolders(read.realPath),
      },
    };
  }

  #planUndo(noted: NotedFile): Change {
    const read = readTextFile(noted.path);
    const { bytes, left } = this.#undone(noted, read);
    return { path: noted.path, file: read, after: bytes, left, noted };
  }

  #undone(
    noted: NotedFile,
    { bytes }: TextFile,
  ): { readonly bytes: Buffer | null; readonly left: readonly string[] } {
    const original = noted.original === null ? null : Buffer.from(noted.original, 'base64');
    // Somebody has removed the file, and our values with it.
    if (bytes === null || isSameBytes(bytes, original)) return { bytes, left: [] };
    if (noted.written.includes(this.#bytesPrint(bytes))) return { bytes: original, left: [] };
    const source = original === null ? null : textOf(noted.path, original);
    const { text, left } = withoutEdits(
      noted.format,
      textOf(noted.path, bytes),
      source,
      noted.edits,
      this.#deps.fingerprint,
    );
    return { bytes: Buffer.from(text), left: left.map((names) => names.join('.')) };
  }

  #refuseOthers(changes: readonly Change[], fingerprint: string | undefined): void {
    if (fingerprint === undefined || fingerprint === this.#fingerprintOf(changes)) return;
    throw new AppError(
      'connect.file-changed',
      'The files were changed since they were shown. Look at them again.',
    );
  }

  #fingerprintOf(changes: readonly Change[]): string {
    const print = (bytes: Buffer | null): string => (bytes === null ? '' : this.#bytesPrint(bytes));
    const parts = changes.map(({ path: file, file: { bytes }, after }) => [
      file,
      print(bytes),
      print(after),
    ]);
    return this.#deps.fingerprint(JSON.stringify(parts));
  }

  #bytesPrint(bytes: Buffer): string {
    return this.#deps.fingerprint(bytes.toString('base64'));
  }

  #valuePrint(value: unknown): string {
    return this.#deps.fingerprint(JSON.stringify(value));
  }
}

function readWish({ path: file, format, wishes }: FileWish): void {
  const { bytes } = readTextFile(file);
  for (const wish of wishes)
    depthIn(format, bytes === null ? null : textOf(file, bytes), wish.path);
}

function shownChange(
  { path: file, file: { bytes }, after, left, noted }: Change,
  token: string,
): PreviewFile {
  const texts = [bytes, after].map((one) => (one === null ? '' : textOf(file, one)));
  const [before = '', next = ''] = texts;
  const shown = texts.flatMap((text) =>
    noted.edits.flatMap((edit) =>
      shownValues(edit.path, readValue(noted.format, text, edit.path), token),
    ),
  );
  return {
    path: file,
    change: changeOf(bytes, after),
    lines: shownDiff(noted.format, before, next, new Map(shown)),
    left,
  };
}

function changeOf(before: Buffer | null, after: Buffer | null): PreviewFile['change'] {
  if (isSameBytes(before, after)) return 'none';
  if (before === null) return 'created';
  return after === null ? 'removed' : 'changed';
}

function isSameBytes(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}

/** Outermost first. */
function missingFolders(file: string): readonly string[] {
  const missing: string[] = [];
  for (let folder = path.dirname(file); !fs.existsSync(folder); folder = path.dirname(folder)) {
    missing.unshift(folder);
  }
  return missing;
}

/** Only what has stayed empty: the client may have moved in meanwhile. */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders.toReversed()) {
    try {
      fs.rmdirSync(folder);
    } catch {
      return;
    }
  }
}

/** @throws AppError that names the file, where it is written in a way that is not edited */
function inFile<T>(file: string, edit: () => T): T {
  try {
    return edit();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const { message: why, line } = error;
    const place = line === null ? '' : ` (line ${String(line)})`;
    const message = `${file} is not touched: ${why}${place}.`;
    throw new AppError('connect.not-editable', message, {
      cause: error,
      values: { file, why, line },
    });
  }
}

function keyOf(file: string, names: readonly string[]): string {
  return JSON.stringify([file, names]);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
