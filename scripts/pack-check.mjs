/**
 * Packs the built program into a folder, and looks at what an installer would hold: `npm run build && npm run pack:check`.
 *
 * Offline: a stand-in takes Electron's place, because only the content is of interest. What has to be done to a real
 * Electron (fuses, signatures, installers) is left to the release workflow.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listPackage } from '@electron/asar';
import { build, Platform } from 'electron-builder';
import { readBuilderConfig } from './builder-config.mjs';
import { contentFaults } from './pack-content.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A folder that electron-builder takes for an Electron of this system. @param {string} folder */
function plantDistribution(folder) {
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  mkdirSync(path.join(folder, 'resources'));
  const files = ['electron', 'chrome-sandbox', 'chrome_crashpad_handler', 'version', 'LICENSE'];
  for (const name of [
    ...files,
    'LICENSES.chromium.html',
    'locales/en-US.pak',
    'locales/zh-CN.pak',
    'locales/fr.pak',
  ])
    writeFileSync(path.join(folder, name), name);
  chmodSync(path.join(folder, 'electron'), 0o755);
}

/** @param {string} folder @returns {string[]} paths of files below it, with `/` */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll(path.sep, '/'));
}

/** Fuses are burnt into a real binary, and into nothing else. @param {string} yaml @param {string} folder */
function standInConfig(yaml, folder) {
  const directories = `{ output: ${JSON.stringify(path.join(folder, 'out'))}, buildResources: resources }`;
  return yaml
    .replace(
      /^electronFuses:\n(?: .*\n)+/m,
      `electronDist: ${JSON.stringify(path.join(folder, 'electron'))}\n`,
    )
    .replace(/^directories:.*$/m, `directories: ${directories}`);
}

async function run() {
  if (!existsSync(path.join(root, 'dist/built.json')))
    throw new Error('There is nothing to pack: run "npm run build" first.');
  const folder = mkdtempSync(path.join(tmpdir(), 'ccload-pack-'));
  try {
    plantDistribution(path.join(folder, 'electron'));
    const { electronFuses } = await readBuilderConfig();
    const file = path.join(folder, 'electron-builder.yml');
    writeFileSync(
      file,
      standInConfig(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'), folder),
    );
    // An object would be merged with electron-builder.yml, fuses included.
    await build({ targets: Platform.LINUX.createTarget('dir'), publish: 'never', config: file });
    const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
    const packedTo = path.join(
      folder,
      'out',
      arch === 'x64' ? 'linux-unpacked' : 'linux-arm64-unpacked',
    );
    const resources = path.join(packedTo, 'resources');
    const archive = path.join(resources, 'app.asar');
    const packed = listPackage(archive, { isPack: false }).map((file) =>
      file.slice(1).replaceAll(path.sep, '/'),
    );
    const found = contentFaults(
      packed,
      filesBelow(`${archive}.unpacked`),
      filesBelow(path.join(resources, 'tray')),
      `linux-${arch}.node`,
    );
    if (electronFuses === undefined) found.push('No fuses are set.');
    if (!existsSync(path.join(resources, 'app-update.yml')))
      found.push('app-update.yml is missing: the program would not know where newer versions are.');
    console.log(`${packed.length} entries in the archive.`);
    if (process.argv.includes('--list')) console.log(packed.join('\n'));
    if (found.length === 0) return;
    console.error(found.join('\n'));
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await run();
