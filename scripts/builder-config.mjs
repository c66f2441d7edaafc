/**
 * Asks electron-builder whether electron-builder.yml is one: `npm run pack:config`. Its own command says so only after
 * it has downloaded Electron. These are inner paths of its, so a new version may break this file – and says so at once.
 */
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * @typedef {Record<string, unknown>} BuilderConfig
 * @typedef {{
 *   getConfig(projectDir: string, configPath: string, fromOptions: null): Promise<BuilderConfig>,
 *   validateConfiguration(config: BuilderConfig, log: object): Promise<void>,
 * }} ConfigModule
 */

/** The file as electron-builder reads it. Rejects where the file is not one. @param {string} file */
export async function readBuilderConfig(file = 'electron-builder.yml') {
  /** @type {ConfigModule} */
  const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config');
  /** @type {{ DebugLogger: new (isEnabled: boolean) => object }} */
  const { DebugLogger } = require('builder-util');
  const config = await getConfig(root, file, null);
  await validateConfiguration(config, new DebugLogger(false));
  return config;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const config = await readBuilderConfig();
  /** @type {{ version: string }} */
  const electron = require('electron/package.json');
  if (config['electronVersion'] !== electron.version)
    throw new Error(
      `electron-builder.yml packs Electron ${String(config['electronVersion'])}, and ${electron.version} is installed.`,
    );
  console.log('electron-builder accepts electron-builder.yml.');
}
