import fs from 'node:fs';
import path from 'node:path';
import type { ConnectableClient } from '../contracts/connection.ts';

/** The machine as clients see it. */
export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type Places = {
  /** The folder that the client makes when it first runs. */
  readonly folder: string;
  /** Its main settings file, and for Gemini CLI the one of its variables. */
  readonly settings: string;
  readonly variables: string | null;
  /** Settings that an administrator has laid above everybody's. */
  readonly managed: readonly string[];
  /** What it is started by. */
  readonly program: string;
};

export function placesOf(client: ConnectableClient, machine: Machine): Places {
  switch (client) {
    case 'claude-code':
      return claudeCode(machine);
    case 'codex':
      return codex(machine);
    case 'gemini-cli':
      return geminiCli(machine);
    case 'opencode':
      return openCode(machine);
  }
}

function claudeCode(machine: Machine): Places {
  const folder = variable(machine, 'CLAUDE_CONFIG_DIR') ?? path.join(machine.home, '.claude');
  const managed = {
    darwin: '/Library/Application Support/ClaudeCode',
    win32: String.raw`C:\Program Files\ClaudeCode`,
  }[machine.platform as string];
  return {
    folder,
    settings: path.join(folder, 'settings.json'),
    variables: null,
    managed: [path.join(managed ?? '/etc/claude-code', 'managed-settings.json')],
    program: 'claude',
  };
}

function codex(machine: Machine): Places {
  const folder = variable(machine, 'CODEX_HOME') ?? path.join(machine.home, '.codex');
  return {
    folder,
    settings: path.join(folder, 'config.toml'),
    variables: null,
    managed: machine.platform === 'win32' ? [] : ['/etc/codex/managed_config.toml'],
    program: 'codex',
  };
}

function geminiCli(machine: Machine): Places {
  const folder = path.join(variable(machine, 'GEMINI_CLI_HOME') ?? machine.home, '.gemini');
  const managed = {
    darwin: '/Library/Application Support/GeminiCli',
    win32: String.raw`C:\ProgramData\gemini-cli`,
  }[machine.platform as string];
  return {
    folder,
    settings: path.join(folder, 'settings.json'),
    variables: path.join(folder, '.env'),
    managed: [
      variable(machine, 'GEMINI_CLI_SYSTEM_SETTINGS_PATH') ??
        path.join(managed ?? '/etc/gemini-cli', 'settings.json'),
    ],
    program: 'gemini',
  };
}

/** Of its two names, the one that is there; both are merged, so the later one decides. */
function openCode(machine: Machine): Places {
  const config = variable(machine, 'XDG_CONFIG_HOME') ?? path.join(machine.home, '.config');
  const folder = path.join(config, 'opencode');
  const names = ['opencode.jsonc', 'opencode.json'].map((name) => path.join(folder, name));
  const there = names.find((name) => fs.existsSync(name));
  return {
    folder,
    settings: variable(machine, 'OPENCODE_CONFIG') ?? there ?? path.join(folder, 'opencode.json'),
    variables: null,
    managed: [],
    program: 'opencode',
  };
}

/** Has it been here: its folder, or its program on the PATH? */
export function isFound(places: Places, machine: Machine): boolean {
  if (fs.existsSync(places.folder) || fs.existsSync(places.settings)) return true;
  const endings = machine.platform === 'win32' ? ['.cmd', '.exe', '.ps1'] : [''];
  const folders = (machine.env['PATH'] ?? machine.env['Path'] ?? '').split(path.delimiter);
  return folders
    .filter((folder) => folder !== '')
    .some((folder) =>
      endings.some((end) => fs.existsSync(path.join(folder, places.program + end))),
    );
}

function variable({ env }: Machine, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}
