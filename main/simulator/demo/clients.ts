import { randomUUID } from 'node:crypto';
import { between, oneOf, type Dice } from '../dice.ts';
import { prose } from '../prose.ts';

/** Somebody who uses the program in the demo, and the name of their token. */
export type DemoClient = {
  readonly name: string;
  readonly models: readonly [string, ...string[]];
  request(turn: Turn): ClientRequest;
};

/** One question in a conversation. */
export type Turn = {
  readonly model: string;
  readonly conversation: string;
  /** All that was said so far, by turns from the user and the model; the user's last. */
  readonly said: readonly string[];
  readonly token: string;
};

type ClientRequest = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
};

/** In the shapes of known clients, so that the pages show what they show in life; marked as simulated. */
export const CLIENTS: readonly DemoClient[] = [
  {
    name: 'Claude Code on the laptop',
    models: ['claude-sonnet-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'],
    request: ({ model, conversation, said, token }) => ({
      path: '/v1/messages?beta=true',
      headers: {
        'x-api-key': token,
        'anthropic-version': '2023-06-01',
        'user-agent': 'claude-cli/2.1 (simulated)',
        'x-claude-code-session-id': conversation,
      },
      body: { model, max_tokens: 4096, messages: messagesOf(said, 'assistant'), stream: true },
    }),
  },
  {
    name: 'Codex on the build machine',
    models: ['gpt-5.4'],
    request: ({ model, conversation, said, token }) => ({
      path: '/v1/responses',
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'codex_cli_rs/0.90 (simulated)',
        'session-id': conversation,
      },
      body: { model, input: messagesOf(said, 'assistant'), store: false, stream: true },
    }),
  },
  {
    name: 'Gemini CLI',
    models: ['gemini-3-pro', 'gemini-3-flash'],
    request: ({ model, said, token }) => ({
      path: `/v1beta/models/${model}:streamGenerateContent?alt=sse`,
      headers: { 'x-goog-api-key': token, 'user-agent': 'GeminiCLI/1.0 (simulated)' },
      body: {
        contents: said.map((text, index) => ({
          role: index % 2 === 0 ? 'user' : 'model',
          parts: [{ text }],
        })),
      },
    }),
  },
  {
    name: 'Editor assistant',
    models: ['gpt-5.4-mini', 'gpt-5.4'],
    request: ({ model, conversation, said, token }) => ({
      path: '/v1/chat/completions',
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'opencode/1.0 (simulated)',
        'x-session-id': conversation,
      },
      body: { model, messages: messagesOf(said, 'assistant'), stream: true },
    }),
  },
  {
    name: 'Nightly script',
    models: ['claude-haiku-5-5'],
    request: ({ model, said, token }) => ({
      path: '/v1/messages',
      headers: {
        'x-api-key': token,
        'anthropic-version': '2023-06-01',
        'user-agent': 'Anthropic/Python 1.0 (simulated)',
      },
      body: { model, max_tokens: 1024, messages: messagesOf(said, 'assistant') },
    }),
  },
];

/** The first word is the user's, and the last one too. */
function messagesOf(said: readonly string[], other: string): object[] {
  return said.map((content, index) => ({ role: index % 2 === 0 ? 'user' : other, content }));
}

const TURNS = { min: 2, max: 8 };
const WORDS = { min: 40, max: 400 };

/** The turns of one conversation, each longer than the one before. */
export function* conversation(client: DemoClient, token: string, dice: Dice): Generator<Turn> {
  const id = randomUUID();
  const model = oneOf(dice, client.models);
  const said: string[] = [];
  const turns = between(dice, TURNS.min, TURNS.max);
  for (let turn = 0; turn < turns; turn++) {
    said.push(prose(dice, between(dice, WORDS.min, WORDS.max)).join(''));
    yield { model, conversation: id, said: [...said], token };
    said.push(prose(dice, WORDS.min).join(''));
  }
}
