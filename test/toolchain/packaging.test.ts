import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readBuilderConfig } from '../../scripts/builder-config.mjs';
import { contentFaults } from '../../scripts/pack-content.mjs';

const root = path.join(import.meta.dirname, '../..');

// The packer is some hundred modules, which take their time on a busy machine.
describe('electron-builder.yml', { timeout: 60_000 }, () => {
  it('is accepted by the schema of electron-builder, fuses and link included', async () => {
    const config = await readBuilderConfig();
    expect(config['electronFuses']).toMatchObject({ runAsNode: false, onlyLoadAppFromAsar: true });
    expect(config['protocols']).toMatchObject([{ schemes: ['ccload'] }]);
  });

  it('is refused with a misspelled option, whose section is named', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ccload-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const file = path.join(folder, 'misspelled.yml');
    const sound = readFileSync(path.join(root, 'electron-builder.yml'), 'utf8');
    writeFileSync(file, sound.replace('oneClick:', 'onClick:'));
    await expect(readBuilderConfig(file)).rejects.toThrow('configuration.nsis');
  });
});

describe('the content of an archive', () => {
  const binary = 'node_modules/better-sqlite3/prebuilds/linux-x64.node';
  const sound = [
    'package.json',
    'dist/main/desktop.js',
    'dist/main/sqlite-worker.js',
    'dist/main/statistics-worker.js',
    'dist/main/metering-worker.js',
    'dist/preload/preload.cjs',
    'dist/renderer/index.html',
    'node_modules/better-sqlite3/lib/index.js',
    binary,
    'node_modules/tiktoken/lite/tiktoken_bg.wasm',
    'node_modules/tiktoken/encoders/p50k_base.cjs',
  ];
  const images = ['idleTemplate@2x.png', 'idle-on-dark.ico'];
  const faults = (packed: string[], unpacked = [binary], tray = images): string[] =>
    contentFaults(packed, unpacked, tray, 'linux-x64.node');

  it('is sound with the program, one binary and the images of the tray', () => {
    expect(faults(sound)).toEqual([]);
  });

  it.each(sound)('is not sound without %s', (file) => {
    expect(faults(sound.filter((other) => other !== file))).not.toEqual([]);
  });

  it.each([
    'dist/main/desktop.js.map',
    'dist/main/headless.js',
    'main/app/create-app.ts',
    'test/support/test-app.ts',
    'node_modules/better-sqlite3/src/addon.cpp',
    'node_modules/undici/index.js',
    'node_modules/better-sqlite3/prebuilds/darwin-arm64.node',
  ])('is not sound with %s', (file) => {
    expect(faults([...sound, file]).join('\n')).toContain(file);
  });

  it('is not sound where the binary, or more than it, lies in the wrong place', () => {
    expect(faults(sound, [])).toHaveLength(1);
    expect(faults(sound, [binary, 'node_modules/better-sqlite3/package.json'])).toHaveLength(1);
    expect(faults(sound, [binary], [])).toEqual([expect.stringContaining('tray')]);
  });
});
