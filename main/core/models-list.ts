import type { Protocol } from '../contracts/protocol.ts';

/** A channel knows names, not birthdays; the dialects that want a date get the beginning of time. */
const UNKNOWN_DATE = '1970-01-01T00:00:00Z';

/** Members that Anthropic's clients may read without asking whether they are there. */
const UNKNOWN_TO_US = {
  capabilities: null,
  deprecated_at: null,
  lifecycle: 'active',
  line: null,
  max_input_tokens: null,
  max_tokens: null,
};

/** What Gemini's clients look for before they offer a model for chat or embeddings. */
const GEMINI_METHODS = ['generateContent', 'streamGenerateContent', 'countTokens', 'embedContent'];

/** The answer to a request for all models, complete in one page. */
export function modelsList(protocol: Protocol, names: readonly string[]): string {
  const data = names.map((name) => entryOf(protocol, name));
  switch (protocol) {
    case 'anthropic': {
      const first = names[0] ?? null;
      const last = names.at(-1) ?? null;
      return JSON.stringify({ data, has_more: false, first_id: first, last_id: last });
    }
    case 'openai-chat':
    case 'openai-responses':
      return JSON.stringify({ object: 'list', data });
    case 'gemini':
      return JSON.stringify({ models: data });
  }
}

/** The answer to a request for one model. */
export function modelEntry(protocol: Protocol, name: string): string {
  return JSON.stringify(entryOf(protocol, name));
}

function entryOf(protocol: Protocol, name: string): object {
  switch (protocol) {
    case 'anthropic':
      return {
        type: 'model',
        id: name,
        display_name: name,
        created_at: UNKNOWN_DATE,
        ...UNKNOWN_TO_US,
      };
    case 'openai-chat':
    case 'openai-responses':
      return { id: name, object: 'model', created: 0, owned_by: 'system' };
    case 'gemini':
      return {
        name: `models/${name}`,
        version: '001',
        displayName: name,
        supportedGenerationMethods: GEMINI_METHODS,
      };
  }
}
