import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCommand, type Config } from '../../main/app/config.ts';
import { defaultDataFolder } from '../../main/app/data-folder.ts';
import { StartError } from '../../main/app/exit-codes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ccload-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

function configOf(args: readonly string[], env: Record<string, string> = {}): Config {
  const command = readCommand(args, { HOME: '/home/me', ...env }, folder);
  if (command.kind !== 'run') throw new Error(`unexpected command ${command.kind}`);
  return command.config;
}

describe('readCommand', () => {
  it('knows its options', () => {
    expect(readCommand(['--help'], {}, folder).kind).toBe('help');
    expect(readCommand(['-v'], {}, folder).kind).toBe('version');
    expect(readCommand(['--reset-password'], {}, folder).kind).toBe('resetPassword');
    expect(
      configOf(['--headless', '--port', '9001', '--host', '::1', '--data-dir', 'x']),
    ).toMatchObject({
      host: '::1',
      dataFolder: path.join(folder, 'x'),
      locked: { values: { port: 9001 }, lockedBy: { port: '--port' } },
    });
  });

  it.each([[['--prot', '1']], [['--port']], [['stray']], [['--port', 'x']]])(
    'refuses %j',
    (args) => {
      expect(() => readCommand(args, {}, folder)).toThrow(StartError);
    },
  );

  it('lets a flag win over the environment and the environment over .env', async () => {
    await writeFile(
      path.join(folder, '.env'),
      'PORT=1001\nCCLOAD_HOST=10.0.0.1\nCCLOAD_PASS="a $b"\n',
    );
    expect(configOf([]).locked.values.port).toBe(1001);
    expect(configOf([], { PORT: '1002' }).locked.values.port).toBe(1002);
    const config = configOf(['--port', '1003'], { PORT: '1002' });
    expect([config.locked.values.port, config.host, config.fixedPassword]).toEqual([
      1003,
      '10.0.0.1',
      'a $b',
    ]);
  });

  it('reads the tokens that the environment wants, with or without names', () => {
    const { givenTokens } = configOf([], {
      CCLOAD_AUTH: 'first-token, second-token',
      CCLOAD_API_TOKENS: 'third-token|CI, first-token|Mine',
    });
    expect(givenTokens).toEqual([
      { secret: 'first-token', name: 'Mine' },
      { secret: 'second-token', name: 'CCLOAD_AUTH 2' },
      { secret: 'third-token', name: 'CI' },
    ]);
  });

  it('does not repeat a refused token', () => {
    expect(() => configOf([], { CCLOAD_AUTH: 'tiny' })).toThrow(/^CCLOAD_AUTH: token 1 is shorter/);
    expect(() => configOf([], { CCLOAD_AUTH: 'tiny' })).not.toThrow(/tiny/);
  });

  it('names every fault at once, a line each', () => {
    expect(() => configOf([], { PORT: 'x', CCLOAD_LOG: 'y' })).toThrow(/^PORT .*\nCCLOAD_LOG .*$/);
  });

  it('puts the database where SQLITE_PATH says, beside the key in the data folder', () => {
    const config = configOf([], { SQLITE_PATH: 'data/old.db', CCLOAD_DATA_DIR: '/srv/cc' });
    expect(config).toMatchObject({
      databaseFile: path.join(folder, 'data/old.db'),
      keyFile: path.join('/srv/cc', 'data.key'),
    });
  });

  it('takes a proxy without a scheme for an http one, and repeats nothing of one it cannot read', () => {
    expect(configOf([], { http_proxy: '127.0.0.1:7890' }).outboundProxy.httpProxy).toBe(
      'http://127.0.0.1:7890',
    );
    const wrong = () => configOf([], { HTTPS_PROXY: 'ftp://anna:secret@proxy' });
    expect(wrong).toThrow(/^HTTPS_PROXY must be http, https, socks5 or socks5h:/);
    expect(wrong).not.toThrow(/secret/);
  });

  it('takes the outbound proxy from the environment, in either case', () => {
    expect(
      configOf([], { HTTPS_PROXY: 'http://p:1', no_proxy: 'localhost' }).outboundProxy,
    ).toEqual({
      httpProxy: null,
      httpsProxy: 'http://p:1',
      noProxy: 'localhost',
    });
  });
});

describe('defaultDataFolder', () => {
  it.each([
    ['linux', { HOME: '/home/me' }, '/home/me/.local/share/ccload'],
    ['linux', { HOME: '/home/me', XDG_DATA_HOME: '/xdg' }, '/xdg/ccload'],
    ['linux', { HOME: '/home/me', XDG_DATA_HOME: 'relative' }, '/home/me/.local/share/ccload'],
    ['darwin', { HOME: '/Users/me' }, '/Users/me/Library/Application Support/ccLoad'],
    ['win32', { HOME: '/c/me', APPDATA: '/c/me/AppData/Roaming' }, '/c/me/AppData/Roaming/ccLoad'],
  ] as const)('follows the convention of %s with %j', (platform, env, expected) => {
    expect(defaultDataFolder(platform, env).replaceAll('\\', '/')).toBe(expected);
  });
});
