import { join } from 'node:path';
import { PROMPT, WORD } from './conversation.mjs';
import { responses } from './responses-dialect.mjs';

/**
 * @typedef {{ type: string, text?: string, command?: string, aggregated_output?: string,
 *   exit_code?: number, message?: string }} Item
 * @typedef {{ type: string, item?: Item, error?: unknown }} Event
 */

/** @type {import('./client.mjs').Client} */
export const codex = {
  name: 'Codex CLI',
  family: 'codex',
  dialect: responses,

  program: 'codex',

  calls: (work) => [
    [
      { name: 'exec_command', input: { cmd: 'cat note.txt' } },
      { name: 'view_image', input: { path: join(work, 'picture.png') } },
    ],
    [{ name: 'exec_command', input: { cmd: `echo ${WORD} >> answer.txt && ls` } }],
  ],

  command: (modules) => [
    join(modules, '@openai/codex/bin/codex.js'),
    'exec',
    '--json',
    '--skip-git-repo-check',
    // The folder is a temporary one, and the only commands are ours.
    '--dangerously-bypass-approvals-and-sandbox',
    PROMPT,
  ],

  files: (url) => ({
    '.codex/config.toml': `
model = "gpt-5-codex"
model_provider = "local"
check_for_update_on_startup = false

[analytics]
enabled = false

[model_providers.local]
name = "Local proxy"
base_url = "${url}/v1"
env_key = "LOCAL_PROXY_KEY"
wire_api = "responses"
`,
  }),

  environment: (_url, token) => ({ LOCAL_PROXY_KEY: token }),

  transcript(events) {
    return /** @type {Event[]} */ (events).flatMap(said);
  },
};

/**
 * @param {Event} event
 * @returns {object[]}
 */
function said({ type, item, error }) {
  if (type === 'turn.completed' || type === 'turn.failed') return [{ type, error }];
  if (type !== 'item.completed' || item === undefined) return [];
  const { text, message, command, aggregated_output: result, exit_code: exitCode } = item;
  return [{ type: item.type, text: text ?? message, call: command, result, exitCode }];
}
