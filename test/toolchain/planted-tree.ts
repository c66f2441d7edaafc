import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const project = join(import.meta.dirname, '../..');

/** A folder of its own in which a tool can be shown what it must find. */
export interface PlantedTree {
  readonly root: string;
  remove(): void;
}

/**
 * Writes `files` (path → content) into a new temporary folder, beside copies of the project's own files
 * named in `copies`. A copied `node_modules` is a link.
 */
export function plantTree(
  files: Readonly<Record<string, string>>,
  copies: readonly string[] = [],
): PlantedTree {
  // The real path, because a tool that follows links would name the files otherwise.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'ccload-planted-')));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  for (const name of copies) {
    // A junction needs no special right on Windows; elsewhere the type is ignored.
    if (name === 'node_modules') symlinkSync(join(project, name), join(root, name), 'junction');
    else cpSync(join(project, name), join(root, name));
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
