import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connector } from '../../main/connect/connector.ts';
import type { ConnectableClient } from '../../main/contracts/connection.ts';

const TOKEN = 'ccl-0123456789abcdefghij';
const FACTS = { baseUrl: 'http://127.0.0.1:8080', token: TOKEN, models: ['claude-a', 'claude-b'] };
const OTHERS_KEY = 'sk-ant-others-0123456789abcdef';

let folder: string;
let home: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ccload-connect-'));
  home = path.join(folder, 'home');
  fs.mkdirSync(home);
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

function connector(env: Record<string, string> = {}): Connector {
  return new Connector({
    machine: { platform: 'linux', home, env },
    dataFolder: path.join(folder, 'data'),
    fingerprint: (text) => createHash('sha256').update(text).digest('hex'),
    now: () => 1000,
  });
}

function write(name: string, text: string, mode = 0o644): string {
  const file = path.join(home, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode });
  return file;
}

const read = (name: string): string => fs.readFileSync(path.join(home, name), 'utf8');
const isThere = (name: string): boolean => fs.existsSync(path.join(home, name));

const state = (client: ConnectableClient, env: Record<string, string> = {}, facts = FACTS) =>
  connector(env)
    .look(facts)
    .find((one) => one.client === client);

const SETTINGS = '.claude/settings.json';
const CLAUDE = `{
  // mine
  "theme": "dark",
  "env": { "ANTHROPIC_API_KEY_HELPER": "x", "OTHER_KEY": "${OTHERS_KEY}" }
}
`;

describe('looking at clients', () => {
  it('finds none in an empty home, and changes nothing', () => {
    expect(
      connector()
        .look(FACTS)
        .map(({ isFound, state: now }) => [isFound, now]),
    ).toEqual(Array.from({ length: 4 }, () => [false, 'off']));
    expect(fs.readdirSync(home)).toEqual([]);
    expect(fs.existsSync(path.join(folder, 'data'))).toBe(false);
  });

  it('finds one by its folder or its program', () => {
    write('bin/opencode', '');
    write(SETTINGS, '{}');
    const found = connector({ PATH: path.join(home, 'bin') })
      .look(FACTS)
      .filter(({ isFound }) => isFound)
      .map(({ client }) => client);
    expect(found).toEqual(['claude-code', 'opencode']);
  });

  it('goes where variables send the clients', () => {
    const env = {
      CLAUDE_CONFIG_DIR: '/a',
      CODEX_HOME: '/b',
      GEMINI_CLI_HOME: '/c',
      XDG_CONFIG_HOME: '/d',
    };
    const files = connector(env)
      .look(FACTS)
      .flatMap((one) => one.files.map((file) => file.path));
    expect(files).toEqual([
      '/a/settings.json',
      '/b/config.toml',
      '/c/.gemini/settings.json',
      '/c/.gemini/.env',
      '/d/opencode/opencode.json',
    ]);
  });

  it('names what cannot be understood, and where', () => {
    const file = write(SETTINGS, '{\n  "env": {,}\n}');
    expect(state('claude-code')).toMatchObject({
      state: 'unreadable',
      trouble: {
        code: 'connect.not-editable',
        values: { file, why: 'it is not valid JSON', line: 2 },
        text: `${file} is not touched: it is not valid JSON (line 2).`,
      },
    });
    expect(() => connector().connect('claude-code', FACTS)).toThrow('not valid JSON');
    expect(read(SETTINGS)).toBe('{\n  "env": {,}\n}');
  });

  it('says what stands in the way', () => {
    write(
      SETTINGS,
      JSON.stringify({
        apiKeyHelper: 'x',
        env: { ANTHROPIC_BASE_URL: `https://u:p@proxy.example/?k=${OTHERS_KEY}` },
      }),
    );
    const seen = state('claude-code', {
      CLAUDE_CODE_USE_BEDROCK: '1',
      ANTHROPIC_API_KEY: OTHERS_KEY,
    });
    expect(seen?.conflicts.map(({ code, subject }) => [code, subject])).toEqual([
      ['otherCloud', 'CLAUDE_CODE_USE_BEDROCK'],
      ['twoCredentials', 'ANTHROPIC_API_KEY'],
      ['keyHelper', 'apiKeyHelper'],
      ['otherProxy', 'https://proxy.example/'],
    ]);
    expect(JSON.stringify(seen)).not.toContain(OTHERS_KEY);
  });

  it('knows a file that points here already', () => {
    write(SETTINGS, JSON.stringify({ env: { ANTHROPIC_BASE_URL: 'http://localhost:8080' } }));
    expect(state('claude-code')).toMatchObject({ state: 'byHand', conflicts: [] });
  });
});

describe('the preview', () => {
  it('shows names, our values, and no credential of anybody', () => {
    write(SETTINGS, CLAUDE);
    const { files } = connector().preview('claude-code', 'connect', FACTS);
    const text = JSON.stringify(files);
    expect(text).toContain('http://127.0.0.1:8080');
    expect(text).toContain('ccl-…ghij');
    for (const hidden of [TOKEN, OTHERS_KEY, 'dark', 'mine']) expect(text).not.toContain(hidden);
    expect(files[0]?.change).toBe('changed');
    expect(isThere('data')).toBe(false);
  });

  it('hides the values of a file of one line', () => {
    write(SETTINGS, JSON.stringify({ theme: 'dark', env: { OTHER_KEY: OTHERS_KEY } }));
    expect(JSON.stringify(connector().preview('claude-code', 'connect', FACTS))).not.toContain(
      OTHERS_KEY,
    );
  });

  it('masks a credential that was in the place of ours', () => {
    write(SETTINGS, JSON.stringify({ env: { ANTHROPIC_AUTH_TOKEN: OTHERS_KEY } }, null, 2));
    const text = JSON.stringify(connector().preview('claude-code', 'connect', FACTS));
    expect(text).not.toContain(OTHERS_KEY);
    expect(text).toContain('sk-a…cdef');
  });

  it('is the condition: nothing is done to files that have changed since', () => {
    write(SETTINGS, CLAUDE);
    const { fingerprint } = connector().preview('claude-code', 'connect', FACTS);
    const other = write(SETTINGS, '{}');
    expect(() => connector().connect('claude-code', FACTS, fingerprint)).toThrow(
      'Look at them again',
    );
    expect(fs.readFileSync(other, 'utf8')).toBe('{}');
  });
});

const FILES: readonly (readonly [ConnectableClient, Readonly<Record<string, string>>])[] = [
  ['claude-code', { [SETTINGS]: CLAUDE }],
  ['claude-code', {}],
  ['codex', { '.codex/config.toml': '\uFEFFmodel = "m" # x\r\n\r\n[tui]\r\na = 1' }],
  ['codex', {}],
  [
    'gemini-cli',
    {
      '.gemini/settings.json': '{"security":{"auth":{"selectedType":"oauth-personal"}}}',
      '.gemini/.env': 'A=1',
    },
  ],
  ['gemini-cli', {}],
  ['opencode', { '.config/opencode/opencode.jsonc': '{\n\t"model": "x/y", // mine\n}\n' }],
  ['opencode', {}],
];

describe.each(FILES)('connecting %s with %j', (client, files) => {
  beforeEach(() => {
    for (const [name, text] of Object.entries(files)) write(name, text, 0o640);
  });

  it('is on, and everything is byte for byte as before when it is undone', () => {
    connector().connect(client, FACTS);
    expect(state(client)).toMatchObject({ state: 'on', connectedAt: 1000 });
    connector().disconnect(client);
    for (const [name, text] of Object.entries(files)) {
      expect(read(name)).toBe(text);
      expect(fs.statSync(path.join(home, name)).mode & 0o777).toBe(0o640);
    }
    if (Object.keys(files).length === 0) expect(fs.readdirSync(home)).toEqual([]);
    expect(state(client)?.state).toBe('off');
  });

  it('connects again with another address, and still brings back the first original', () => {
    connector().connect(client, FACTS);
    const moved = { ...FACTS, baseUrl: 'http://127.0.0.1:9090' };
    expect(state(client, {}, moved)?.state).toBe('outdated');
    connector().connect(client, moved);
    connector().disconnect(client);
    for (const [name, text] of Object.entries(files)) expect(read(name)).toBe(text);
  });

  it('can be undone after a crash before the first file, and between two', () => {
    const rename = fs.renameSync;
    // The note is the first that is put in its place.
    for (let survived = 1; survived <= 3; survived++) {
      let count = 0;
      const crash = vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
        count += 1;
        if (count > survived) throw new Error('the power is gone');
        rename(from, to);
      });
      try {
        connector().connect(client, FACTS);
      } catch {
        // As far as it came.
      }
      crash.mockRestore();
      connector().disconnect(client);
      for (const [name, text] of Object.entries(files)) expect(read(name)).toBe(text);
    }
  });

  it('keeps nothing where the note could not be written', () => {
    fs.writeFileSync(path.join(folder, 'data'), 'a file in the way of the folder');
    expect(() => connector().connect(client, FACTS)).toThrow();
    for (const [name, text] of Object.entries(files)) expect(read(name)).toBe(text);
  });
});

describe('while connected', () => {
  it('keeps what was there in a note that only its user reads', () => {
    write(SETTINGS, CLAUDE);
    connector().connect('claude-code', FACTS);
    const note = path.join(folder, 'data/connected/claude-code.json');
    expect(fs.statSync(note).mode & 0o777).toBe(0o600);
    // Of our own token there is a fingerprint alone.
    expect(fs.readFileSync(note, 'utf8')).not.toContain(TOKEN);
  });

  it('makes a new file for its user alone', () => {
    connector().connect('claude-code', FACTS);
    expect(fs.statSync(path.join(home, SETTINGS)).mode & 0o777).toBe(0o600);
  });

  it('keeps a link a link', () => {
    const real = write('dotfiles/settings.json', CLAUDE);
    fs.mkdirSync(path.join(home, '.claude'));
    fs.symlinkSync(real, path.join(home, SETTINGS));
    connector().connect('claude-code', FACTS);
    expect(fs.lstatSync(path.join(home, SETTINGS)).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(real, 'utf8')).toContain(TOKEN);
    connector().disconnect('claude-code');
    expect(fs.readFileSync(real, 'utf8')).toBe(CLAUDE);
  });

  it('keeps a file that has two names one file, with its new contents and its old ones', () => {
    const other = write('dotfiles/settings.json', CLAUDE);
    fs.mkdirSync(path.join(home, '.claude'));
    fs.linkSync(other, path.join(home, SETTINGS));
    connector().connect('claude-code', FACTS);
    expect(fs.statSync(other).nlink).toBe(2);
    expect(fs.readFileSync(other, 'utf8')).toContain(TOKEN);
    connector().disconnect('claude-code');
    expect(fs.statSync(other).nlink).toBe(2);
    expect([read(SETTINGS), fs.readFileSync(other, 'utf8')]).toEqual([CLAUDE, CLAUDE]);
  });

  it('refuses a link to nowhere', () => {
    fs.mkdirSync(path.join(home, '.claude'));
    fs.symlinkSync(path.join(home, 'gone'), path.join(home, SETTINGS));
    expect(() => connector().connect('claude-code', FACTS)).toThrow('a link to nowhere');
  });

  it('takes only its own values out of what the client has rewritten meanwhile', () => {
    write(SETTINGS, CLAUDE);
    connector().connect('claude-code', FACTS);
    const now = JSON.parse(read(SETTINGS).replace('// mine', '')) as {
      env: Record<string, string>;
    };
    write(SETTINGS, JSON.stringify({ ...now, model: 'opus' }, null, 4));
    connector().disconnect('claude-code');
    expect(JSON.parse(read(SETTINGS))).toEqual({
      theme: 'dark',
      env: { ANTHROPIC_API_KEY_HELPER: 'x', OTHER_KEY: OTHERS_KEY },
      model: 'opus',
    });
  });

  it('sees that others have changed its values, leaves those, and says which', () => {
    write(SETTINGS, '{}');
    connector().connect('claude-code', FACTS);
    write(SETTINGS, read(SETTINGS).replace(FACTS.baseUrl, 'https://other.example'));
    expect(state('claude-code')?.state).toBe('changed');
    const { files } = connector().preview('claude-code', 'disconnect', FACTS);
    expect(files[0]?.left).toEqual(['env.ANTHROPIC_BASE_URL']);
    connector().disconnect('claude-code');
    expect(JSON.parse(read(SETTINGS))).toEqual({
      env: { ANTHROPIC_BASE_URL: 'https://other.example' },
    });
  });

  it('changes nothing when the file is broken meanwhile, and can still be undone when it is mended', () => {
    write(SETTINGS, CLAUDE);
    connector().connect('claude-code', FACTS);
    const good = read(SETTINGS);
    write(SETTINGS, good.slice(0, -3));
    expect(() => connector().disconnect('claude-code')).toThrow('not valid JSON');
    write(SETTINGS, good);
    connector().disconnect('claude-code');
    expect(read(SETTINGS)).toBe(CLAUDE);
  });

  it('does not bring back a file that others have removed', () => {
    write(SETTINGS, CLAUDE);
    connector().connect('claude-code', FACTS);
    fs.rmSync(path.join(home, SETTINGS));
    connector().disconnect('claude-code');
    expect(isThere(SETTINGS)).toBe(false);
  });
});

it('undoes nothing twice', () => {
  expect(() => connector().disconnect('codex')).toThrow('There is nothing to undo');
});

it('tells opencode no model where none is offered', () => {
  expect(() => connector().connect('opencode', { ...FACTS, models: [] })).toThrow('needs a model');
});
