import type {
  ClientName,
  ConnectClient,
  ConnectFile,
  ConnectNote,
} from '../../contracts/connect.ts';
import type { ConnectableClient } from '../../contracts/connection.ts';
import { SHELLS } from '../../contracts/constants.ts';
import { curlCommand } from './curl-command.ts';
import { environmentLines, type Variable } from './shells.ts';

/** What clients are told: where we are, what they show, and models to name in examples. */
export type ConnectFacts = {
  /** Without a path and a slash at its end: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  readonly token: string;
  readonly isTokenKnown: boolean;
  readonly models: {
    readonly anthropic: string;
    readonly openai: string;
    readonly responses: string;
  };
};

const NOTES: Readonly<Record<ConnectNote['code'], string>> = {
  tokenPlaceholder:
    'The value of this token was shown once and is not known any more: put it in place of the placeholder.',
  noVersionInUrl: 'The base URL has no /v1 at its end.',
  versionInUrl: 'The base URL ends in /v1.',
  oneCredential: 'Set ANTHROPIC_AUTH_TOKEN or ANTHROPIC_API_KEY, not both.',
  responsesOnly: 'It speaks the Responses API alone, so a channel for it must too.',
  authTypeNeeded: 'Without a chosen auth type it does not start: the settings file chooses it.',
  thisWindowOnly: 'The lines last as long as the shell; the file sets it up for good.',
  modelIsExample: 'The model is an example: any that a channel offers will do.',
  formOnly: 'It is set up in its own window.',
};

type Parts = {
  readonly client: ClientName;
  readonly title: string;
  readonly variables?: readonly Variable[];
  readonly files?: readonly ConnectFile[];
  readonly fields?: ConnectClient['fields'];
  readonly notes?: readonly ConnectNote['code'][];
};

/** Every client that we know how to set up. */
export function connectClients(facts: ConnectFacts): readonly ConnectClient[] {
  return [
    claudeCode(facts),
    codex(facts),
    geminiCli(facts),
    openAiSdk(facts),
    anthropicSdk(facts),
    openCode(facts),
    cline(facts),
  ]
    .map((parts) => made(parts, facts))
    .concat(curl(facts));
}

/** Variables that bring every client here that takes its address from one. */
export function allVariables(facts: ConnectFacts): readonly Variable[] {
  return [claudeCode, codex, geminiCli, openAiSdk].flatMap(
    (client) => client(facts).variables ?? [],
  );
}

/** How one process of a client is brought here, without touching its files. */
export type ClientStart = {
  readonly program: string;
  /** Before those of the user. */
  readonly args: readonly string[];
  readonly variables: readonly Variable[];
  /** What to say when it ends with this exit code, which only it can be helped out of. */
  readonly hint?: { readonly exitCode: number; readonly text: string };
};

/** The token is in variables alone: what a process was started with can be read by others. */
export function clientStart(client: ConnectableClient, facts: ConnectFacts): ClientStart {
  switch (client) {
    case 'claude-code':
      // Beside ours it would be sent, too.
      return {
        program: 'claude',
        args: [],
        variables: [...(claudeCode(facts).variables ?? []), ['ANTHROPIC_API_KEY', '']],
      };
    case 'codex': {
      const provider = `{ name = "ccLoad", base_url = ${JSON.stringify(`${facts.baseUrl}/v1`)}, env_key = "${CODEX_KEY}", wire_api = "responses" }`;
      const args = ['-c', 'model_provider="ccload"', '-c', `model_providers.ccload=${provider}`];
      return { program: 'codex', args, variables: codex(facts).variables ?? [] };
    }
    case 'gemini-cli': {
      const auth: Variable = ['GEMINI_DEFAULT_AUTH_TYPE', 'gemini-api-key'];
      return {
        program: 'gemini',
        args: [],
        variables: [...(geminiCli(facts).variables ?? []), auth],
        // No variable chooses it without a person who confirms it, and beside an address it is otherwise refused.
        hint: {
          exitCode: 41,
          text: `Gemini CLI comes here only where its settings choose a key: put ${JSON.stringify(GEMINI_AUTH)} into ~/.gemini/settings.json, or connect it with "ccload connect gemini-cli".`,
        },
      };
    }
    case 'opencode': {
      const [file] = openCode(facts).files ?? [];
      return {
        program: 'opencode',
        args: [],
        variables: [['OPENCODE_CONFIG_CONTENT', file?.text ?? '']],
      };
    }
  }
}

function made(parts: Parts, facts: ConnectFacts): ConnectClient {
  const { client, title, variables = [], files = [], fields = [], notes = [] } = parts;
  const shells = variables.length === 0 ? [] : SHELLS;
  return {
    client,
    title,
    shells: shells.map((shell) => ({ shell, text: environmentLines(shell, variables) })),
    files,
    fields,
    notes: notesOf(notes, facts),
  };
}

function notesOf(codes: readonly ConnectNote['code'][], facts: ConnectFacts): ConnectNote[] {
  const all = facts.isTokenKnown ? codes : (['tokenPlaceholder', ...codes] as const);
  return all.map((code) => ({ code, text: NOTES[code] }));
}

function claudeCode({ baseUrl, token }: ConnectFacts): Parts {
  const variables: readonly Variable[] = [
    ['ANTHROPIC_BASE_URL', baseUrl],
    ['ANTHROPIC_AUTH_TOKEN', token],
  ];
  return {
    client: 'claude-code',
    title: 'Claude Code',
    variables,
    files: [jsonFile('~/.claude/settings.json', { env: Object.fromEntries(variables) })],
    notes: ['noVersionInUrl', 'oneCredential', 'thisWindowOnly'],
  };
}

const CODEX_KEY = 'CCLOAD_TOKEN';

function codex({ baseUrl, token, models }: ConnectFacts): Parts {
  // A TOML basic string takes what JSON does.
  const toml = [
    `model = ${JSON.stringify(models.responses)}`,
    'model_provider = "ccload"',
    '',
    '[model_providers.ccload]',
    'name = "ccLoad"',
    `base_url = ${JSON.stringify(`${baseUrl}/v1`)}`,
    `env_key = "${CODEX_KEY}"`,
    'wire_api = "responses"',
    '',
  ];
  return {
    client: 'codex',
    title: 'Codex CLI',
    variables: [[CODEX_KEY, token]],
    files: [{ path: '~/.codex/config.toml', format: 'toml', text: toml.join('\n') }],
    notes: ['versionInUrl', 'responsesOnly', 'modelIsExample'],
  };
}

const GEMINI_AUTH = { security: { auth: { selectedType: 'gemini-api-key' } } };

function geminiCli({ baseUrl, token }: ConnectFacts): Parts {
  const variables: readonly Variable[] = [
    ['GOOGLE_GEMINI_BASE_URL', baseUrl],
    ['GEMINI_API_KEY', token],
  ];
  return {
    client: 'gemini-cli',
    title: 'Gemini CLI',
    variables,
    files: [
      jsonFile('~/.gemini/settings.json', GEMINI_AUTH),
      {
        path: '~/.gemini/.env',
        format: 'env',
        text: variables.map(([name, value]) => `${name}=${JSON.stringify(value)}\n`).join(''),
      },
    ],
    notes: ['noVersionInUrl', 'authTypeNeeded', 'thisWindowOnly'],
  };
}

function openAiSdk({ baseUrl, token, models }: ConnectFacts): Parts {
  const url = JSON.stringify(`${baseUrl}/v1`);
  const key = JSON.stringify(token);
  const model = JSON.stringify(models.openai);
  return {
    client: 'openai-sdk',
    title: 'OpenAI SDK and whatever is compatible with it',
    variables: [
      ['OPENAI_BASE_URL', `${baseUrl}/v1`],
      ['OPENAI_API_KEY', token],
    ],
    files: [
      {
        path: 'example.py',
        format: 'python',
        text: [
          'from openai import OpenAI',
          '',
          `client = OpenAI(base_url=${url}, api_key=${key})`,
          'answer = client.chat.completions.create(',
          `    model=${model},`,
          '    messages=[{"role": "user", "content": "Say hello."}],',
          ')',
          'print(answer.choices[0].message.content)',
          '',
        ].join('\n'),
      },
      {
        path: 'example.mjs',
        format: 'javascript',
        text: [
          "import OpenAI from 'openai';",
          '',
          `const client = new OpenAI({ baseURL: ${url}, apiKey: ${key} });`,
          'const answer = await client.chat.completions.create({',
          `  model: ${model},`,
          "  messages: [{ role: 'user', content: 'Say hello.' }],",
          '});',
          'console.log(answer.choices[0].message.content);',
          '',
        ].join('\n'),
      },
    ],
    notes: ['versionInUrl', 'modelIsExample'],
  };
}

function anthropicSdk({ baseUrl, token, models }: ConnectFacts): Parts {
  const url = JSON.stringify(baseUrl);
  const key = JSON.stringify(token);
  const model = JSON.stringify(models.anthropic);
  return {
    client: 'anthropic-sdk',
    title: 'Anthropic SDK',
    variables: [
      ['ANTHROPIC_BASE_URL', baseUrl],
      ['ANTHROPIC_API_KEY', token],
    ],
    files: [
      {
        path: 'example.py',
        format: 'python',
        text: [
          'from anthropic import Anthropic',
          '',
          `client = Anthropic(base_url=${url}, api_key=${key})`,
          'answer = client.messages.create(',
          `    model=${model},`,
          '    max_tokens=100,',
          '    messages=[{"role": "user", "content": "Say hello."}],',
          ')',
          'print(answer.content[0].text)',
          '',
        ].join('\n'),
      },
      {
        path: 'example.mjs',
        format: 'javascript',
        text: [
          "import Anthropic from '@anthropic-ai/sdk';",
          '',
          `const client = new Anthropic({ baseURL: ${url}, apiKey: ${key} });`,
          'const answer = await client.messages.create({',
          `  model: ${model},`,
          '  max_tokens: 100,',
          "  messages: [{ role: 'user', content: 'Say hello.' }],",
          '});',
          'console.log(answer.content[0].text);',
          '',
        ].join('\n'),
      },
    ],
    notes: ['noVersionInUrl', 'modelIsExample'],
  };
}

function openCode({ baseUrl, token, models }: ConnectFacts): Parts {
  const config = {
    $schema: 'https://opencode.ai/config.json',
    provider: {
      ccload: {
        npm: '@ai-sdk/anthropic',
        name: 'ccLoad',
        options: { baseURL: `${baseUrl}/v1`, apiKey: token },
        models: { [models.anthropic]: { name: models.anthropic } },
      },
    },
    model: `ccload/${models.anthropic}`,
  };
  return {
    client: 'opencode',
    title: 'opencode',
    files: [jsonFile('~/.config/opencode/opencode.json', config)],
    notes: ['versionInUrl', 'modelIsExample'],
  };
}

function cline({ baseUrl, token, models }: ConnectFacts): Parts {
  return {
    client: 'cline',
    title: 'Cline, Roo Code and their kin',
    fields: [
      { label: 'API Provider', value: 'OpenAI Compatible' },
      { label: 'Base URL', value: `${baseUrl}/v1` },
      { label: 'API Key', value: token },
      { label: 'Model ID', value: models.openai },
    ],
    notes: ['formOnly', 'versionInUrl', 'modelIsExample'],
  };
}

function curl(facts: ConnectFacts): ConnectClient {
  const { baseUrl, token, models } = facts;
  const asked = { baseUrl, token, model: models.anthropic };
  return {
    client: 'curl',
    title: 'curl',
    shells: SHELLS.map((shell) => ({ shell, text: curlCommand(shell, asked) })),
    files: [],
    fields: [],
    notes: notesOf(['modelIsExample'], facts),
  };
}

function jsonFile(path: string, content: object): ConnectFile {
  return { path, format: 'json', text: `${JSON.stringify(content, null, 2)}\n` };
}
