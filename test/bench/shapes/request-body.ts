import type { Protocol } from '../../../main/contracts/protocol.ts';
import { prose } from './prose.ts';

export type RequestShape = {
  readonly protocol: Protocol;
  /** Reached exactly, unless the fixed parts alone are larger. */
  readonly sizeBytes: number;
  readonly isStreaming: boolean;
};

/** The models every target is configured for. */
export const MODELS: Readonly<Record<Protocol, string>> = {
  anthropic: 'claude-sonnet-4-5-20250929',
  'openai-chat': 'gpt-4.1',
  'openai-responses': 'gpt-4.1',
  gemini: 'gemini-2.5-pro',
};

/** As long as the others, and offered by a channel of another protocol alone. */
export function convertedModel(protocol: Protocol): string {
  return `x${MODELS[protocol].slice(1)}`;
}

/** From this size on a request has the tools and the long system prompt of a coding agent. */
const AGENT_SIZE_BYTES = 20_000;
const MAX_TOOL_CHARS = 40_000;
const MAX_SYSTEM_CHARS = 14_000;
const ASK = 'Please read src/server.ts and fix the failing test. Zürich ✓ 你好';

const TOOL_NAMES = (
  'Bash Read Write Edit MultiEdit Glob Grep LS WebFetch WebSearch TodoWrite Task NotebookEdit BashOutput KillShell ' +
  'ExitPlanMode mcp__ide__getDiagnostics mcp__ide__executeCode'
).split(' ');

type Parts = { readonly system: string; readonly tools: readonly unknown[]; readonly pad: string };

/** A request like a coding agent's: model first, system prompt, tools, a conversation with a tool call, `stream` last. */
export function requestBody(shape: RequestShape): Buffer {
  const { sizeBytes, protocol } = shape;
  const isAgent = sizeBytes >= AGENT_SIZE_BYTES;
  const system = prose(isAgent ? Math.min(MAX_SYSTEM_CHARS, Math.floor(sizeBytes * 0.18)) : 40, 7);
  const tools = isAgent
    ? toolList(protocol, Math.min(MAX_TOOL_CHARS, Math.floor(sizeBytes * 0.5)))
    : [];
  const textWith = (pad: string): string =>
    JSON.stringify(CONTENT[protocol]({ system, tools, pad }, shape.isStreaming));

  let text = textWith('');
  let room = sizeBytes - Buffer.byteLength(text);
  let pad = room > 0 ? prose(room, 8) : '';
  // Escaped quotes and line breaks take two bytes: cut off what is too much, then fill up with letters.
  while (room !== 0 && pad !== '') {
    text = textWith(pad);
    room = sizeBytes - Buffer.byteLength(text);
    pad = room > 0 ? pad + 'x'.repeat(room) : pad.slice(0, pad.length + room);
  }
  return Buffer.from(text);
}

/** As the protocol's SDKs ask; Gemini names model and streaming here. */
export function requestPath(protocol: Protocol, isStreaming: boolean): string {
  switch (protocol) {
    case 'anthropic':
      return '/v1/messages';
    case 'openai-chat':
      return '/v1/chat/completions';
    case 'openai-responses':
      return '/v1/responses';
    case 'gemini': {
      const operation = isStreaming ? 'streamGenerateContent?alt=sse' : 'generateContent';
      return `/v1beta/models/${MODELS.gemini}:${operation}`;
    }
  }
}

/** The tools a coding agent declares, in the protocol's own form. */
function toolList(protocol: Protocol, chars: number): readonly unknown[] {
  const descriptionChars = Math.max(60, Math.floor(chars / TOOL_NAMES.length) - 420);
  return TOOL_NAMES.map((name, index) => {
    const description = prose(descriptionChars, index + 11);
    const schema = {
      type: 'object',
      properties: {
        command: { type: 'string', description: prose(60, index + 31) },
        file_path: { type: 'string', description: prose(50, index + 51) },
        limit: { type: 'number', description: prose(40, index + 71) },
        mode: { type: 'string', enum: ['content', 'files_with_matches', 'count'] },
      },
      required: ['command'],
    };
    switch (protocol) {
      case 'anthropic':
        return { name, description, input_schema: schema };
      case 'openai-chat':
        return { type: 'function', function: { name, description, parameters: schema } };
      case 'openai-responses':
        return { type: 'function', name, description, parameters: schema };
      case 'gemini':
        return { name, description, parameters: schema };
    }
  });
}

const CONTENT: Readonly<Record<Protocol, (parts: Parts, isStreaming: boolean) => unknown>> = {
  anthropic: ({ system, tools, pad }, stream) => ({
    model: MODELS.anthropic,
    max_tokens: 4096,
    system: [
      { type: 'text', text: 'You are a coding agent.', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: system, cache_control: { type: 'ephemeral' } },
    ],
    ...(tools.length > 0 ? { tools } : {}),
    messages: [
      { role: 'user', content: [{ type: 'text', text: ASK }] },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'toolu_01', name: 'Read', input: { file_path: 'src/server.ts' } },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'toolu_01', content: pad }],
      },
    ],
    metadata: { user_id: 'user_0000_account__session_0000' },
    stream,
  }),
  'openai-chat': ({ system, tools, pad }, stream) => ({
    model: MODELS['openai-chat'],
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: ASK },
      { role: 'assistant', content: 'ok' },
      { role: 'user', content: pad },
    ],
    ...(tools.length > 0 ? { tools } : {}),
    max_tokens: 4096,
    ...(stream ? { stream_options: { include_usage: true } } : {}),
    stream,
  }),
  'openai-responses': ({ system, tools, pad }, stream) => ({
    model: MODELS['openai-responses'],
    instructions: system,
    ...(tools.length > 0 ? { tools } : {}),
    input: [
      { role: 'user', content: [{ type: 'input_text', text: ASK }] },
      { role: 'user', content: [{ type: 'input_text', text: pad }] },
    ],
    max_output_tokens: 4096,
    stream,
  }),
  gemini: ({ system, tools, pad }) => ({
    systemInstruction: { parts: [{ text: system }] },
    ...(tools.length > 0 ? { tools: [{ functionDeclarations: tools }] } : {}),
    contents: [
      { role: 'user', parts: [{ text: ASK }] },
      { role: 'model', parts: [{ text: 'ok' }] },
      { role: 'user', parts: [{ text: pad }] },
    ],
    generationConfig: { maxOutputTokens: 4096 },
  }),
};
