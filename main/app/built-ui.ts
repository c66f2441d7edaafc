import fs from 'node:fs';
import path from 'node:path';

/** Folder of the built UI: beside the bundle, or in `dist` when the sources run unbundled. Null when it is not built. */
export function builtUi(): string | null {
  const here = import.meta.dirname;
  const candidates = [
    path.join(here, '..', 'renderer'),
    path.join(here, '..', '..', 'dist', 'renderer'),
  ];
  return candidates.find((folder) => fs.existsSync(path.join(folder, 'index.html'))) ?? null;
}
