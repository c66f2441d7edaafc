import { join } from 'node:path';
import { anthropic } from './anthropic-dialect.mjs';
import { PROMPT, WORD } from './conversation.mjs';

/**
 * @typedef {{ type: string, text?: string, name?: string, input?: unknown, content?: unknown,
 *   is_error?: boolean }} Block
 * @typedef {{ type: string, subtype?: string, is_error?: boolean, result?: string, num_turns?: number,
 *   message?: { content: Block[] } }} Event
 */

/** @type {import('./client.mjs').Client} */
export const claudeCode = {
  name: 'Claude Code',
  family: 'claude-code',
  dialect: anthropic,

  program: 'claude',

  calls: (work) => [
    [
      { name: 'Read', input: { file_path: join(work, 'note.txt') } },
      { name: 'Read', input: { file_path: join(work, 'picture.png') } },
    ],
    [
      {
        name: 'Bash',
        input: { command: `echo ${WORD} >> answer.txt && ls`, description: 'Write the answer' },
      },
    ],
  ],

  // The wrapper finds the binary of the platform; the package's own command needs an install script.
  command: (modules) => [
    join(modules, '@anthropic-ai/claude-code/cli-wrapper.cjs'),
    '-p',
    PROMPT,
    '--model',
    'claude-sonnet-5',
    '--output-format',
    'stream-json',
    '--verbose',
    '--allowedTools',
    'Read,Bash',
  ],

  files: () => ({}),

  environment: (url, token) => ({
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_AUTH_TOKEN: token,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  }),

  transcript(events) {
    return /** @type {Event[]} */ (events).flatMap(said);
  },
};

/**
 * @param {Event} event
 * @returns {object[]}
 */
function said({ type, subtype, message, is_error: isError, result, num_turns: turns }) {
  if (type === 'result') return [{ from: type, type: subtype, isError, text: result, turns }];
  if (type !== 'assistant' && type !== 'user') return [];
  const blocks = message?.content ?? [];
  // Of those that our upstreams send, only what travels sealed to another vendor's channel: it says nothing.
  const said = blocks.filter((block) => block.type !== 'thinking');
  return said.map((block) => ({
    from: type,
    type: block.type,
    text: block.text,
    call: block.name,
    input: block.input,
    result: block.content,
    isError: block.is_error,
  }));
}
