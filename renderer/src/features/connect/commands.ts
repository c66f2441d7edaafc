/** Stands for the local token where it is not shown. */
export const HIDDEN_TOKEN = 'ccl-••••••••';

/** Something to paste, and where it goes: a file's name, or null for the shell. */
type Paste = { readonly file: string | null; readonly text: string };

/** A client by its own name; null for all those that speak the OpenAI API. */
export type ClientSetup = { readonly client: string | null; readonly pastes: readonly Paste[] };

/** How each client is pointed at us. Which base URL wants `/v1` differs from client to client. */
export function clientSetups(origin: string, token: string): readonly ClientSetup[] {
  return [
    {
      client: 'Claude Code',
      pastes: [exports({ ANTHROPIC_BASE_URL: origin, ANTHROPIC_AUTH_TOKEN: token })],
    },
    {
      client: 'Codex CLI',
      pastes: [
        {
          file: '~/.codex/config.toml',
          text: [
            'model_provider = "ccload"',
            '',
            '[model_providers.ccload]',
            'name = "ccLoad"',
            `base_url = "${origin}/v1"`,
            'env_key = "CCLOAD_TOKEN"',
            'wire_api = "responses"',
          ].join('\n'),
        },
        exports({ CCLOAD_TOKEN: token }),
      ],
    },
    {
      client: 'Gemini CLI',
      pastes: [exports({ GOOGLE_GEMINI_BASE_URL: origin, GEMINI_API_KEY: token })],
    },
    {
      client: null,
      pastes: [exports({ OPENAI_BASE_URL: `${origin}/v1`, OPENAI_API_KEY: token })],
    },
  ];
}

/** The one line that points Claude Code here, for bash and zsh. */
export function exportLine(origin: string, token: string): string {
  return `export ANTHROPIC_BASE_URL=${origin} ANTHROPIC_AUTH_TOKEN=${token}`;
}

/** Logs in and creates a channel. The two words in capitals are for the person to fill in. */
export function createChannelCommand(origin: string): string {
  return `SESSION=$(curl -s ${origin}/login \\
  -H 'Content-Type: application/json' \\
  -d '{"password": "PASSWORD"}' | sed -E 's/.*"token": *"([^"]+)".*/\\1/')

curl ${origin}/admin/channels \\
  -H "Authorization: Bearer $SESSION" \\
  -H 'Content-Type: application/json' \\
  -d '{
    "name": "anthropic",
    "url": "https://api.anthropic.com",
    "api_key": "KEY",
    "models": ["*"]
  }'`;
}

function exports(variables: Readonly<Record<string, string>>): Paste {
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);
  return { file: null, text: lines.join('\n') };
}
