import type { ConnectableClient } from '../contracts/connection.ts';
import { AppError } from '../core/app-error.ts';
import type { FormatName, Wish } from './edit.ts';
import type { Path, Plain } from './formats/format.ts';
import type { Places } from './places.ts';

/** What a client is told. */
export type ConnectionFacts = {
  /** Without a path and a slash at its end: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  readonly token: string;
  /** For clients that must be given a list. The first is the one they start with. */
  readonly models: readonly string[];
};

export type FileWish = {
  readonly path: string;
  readonly format: FormatName;
  readonly wishes: readonly Wish[];
};

/** The fewest values that bring a client here, by file. */
export function wishesOf(
  client: ConnectableClient,
  places: Places,
  facts: ConnectionFacts,
): readonly FileWish[] {
  switch (client) {
    case 'claude-code':
      return [claudeCode(places, facts)];
    case 'codex':
      return [codex(places, facts)];
    case 'gemini-cli':
      return geminiCli(places, facts);
    case 'opencode':
      return [openCode(places, facts)];
  }
}

export const CLAUDE_URL: Path = ['env', 'ANTHROPIC_BASE_URL'];

function claudeCode({ settings }: Places, { baseUrl, token }: ConnectionFacts): FileWish {
  return {
    path: settings,
    format: 'json',
    wishes: [
      // Each goes above the one before it.
      wish(['env', 'ANTHROPIC_AUTH_TOKEN'], token),
      wish(CLAUDE_URL, baseUrl),
    ],
  };
}

/** Of the Codex and opencode providers that are ours. */
export const PROVIDER = 'ccload';

/**
 * The token stands in our own table, so neither `auth.json`, which holds the login at the vendor, nor a variable is
 * needed. The model is the user's choice.
 */
function codex({ settings }: Places, { baseUrl, token }: ConnectionFacts): FileWish {
  const provider = {
    name: 'ccLoad',
    base_url: `${baseUrl}/v1`,
    wire_api: 'responses',
    experimental_bearer_token: token,
  };
  return {
    path: settings,
    format: 'toml',
    wishes: [
      wish(['model_provider'], PROVIDER),
      wish(['model_providers', PROVIDER], provider, true),
    ],
  };
}

function geminiCli(
  { settings, variables }: Places,
  { baseUrl, token }: ConnectionFacts,
): readonly FileWish[] {
  return [
    {
      path: settings,
      format: 'json',
      wishes: [wish(['security', 'auth', 'selectedType'], 'gemini-api-key')],
    },
    {
      path: variables ?? '',
      format: 'env',
      wishes: [wish(['GOOGLE_GEMINI_BASE_URL'], baseUrl), wish(['GEMINI_API_KEY'], token)],
    },
  ];
}

function openCode({ settings }: Places, { baseUrl, token, models }: ConnectionFacts): FileWish {
  const [first] = models;
  if (first === undefined) {
    throw new AppError(
      'connect.no-model',
      'opencode needs a model to start with: add a channel that offers one first.',
    );
  }
  const provider = {
    npm: '@ai-sdk/anthropic',
    name: 'ccLoad',
    options: { baseURL: `${baseUrl}/v1`, apiKey: token },
    models: Object.fromEntries(models.map((model) => [model, { name: model }])),
  };
  return {
    path: settings,
    format: 'json',
    wishes: [wish(['model'], `${PROVIDER}/${first}`), wish(['provider', PROVIDER], provider, true)],
  };
}

function wish(path: Path, value: Plain, isOwn = false): Wish {
  return { path, value, isOwn };
}
