import { join } from 'node:path';
import { PROMPT, WORD } from './conversation.mjs';
import { gemini } from './gemini-dialect.mjs';

/**
 * @typedef {{ type: string, role?: string, content?: string, tool_name?: string, parameters?: unknown,
 *   status?: string, output?: string, error?: unknown }} Event
 */

/** @type {import('./client.mjs').Client} */
export const geminiCli = {
  name: 'Gemini CLI',
  family: 'gemini-cli',
  dialect: gemini,

  program: 'gemini',

  calls: (work) => [
    [
      { name: 'read_file', input: { file_path: join(work, 'note.txt') } },
      { name: 'read_file', input: { file_path: join(work, 'picture.png') } },
    ],
    [
      {
        name: 'run_shell_command',
        input: { command: `echo ${WORD} >> answer.txt && ls`, description: 'Write the answer' },
      },
    ],
  ],

  command: (modules) => [
    join(modules, '@google/gemini-cli/bundle/gemini.js'),
    // A named model, because choosing one by itself takes a further request whose answer is scored.
    '--model',
    'gemini-2.5-flash',
    '--output-format',
    'stream-json',
    '--yolo',
    '--prompt',
    PROMPT,
  ],

  files: () => ({
    '.gemini/settings.json': JSON.stringify({
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false },
    }),
  }),

  environment: (url, token) => ({
    GOOGLE_GEMINI_BASE_URL: url,
    GEMINI_API_KEY: token,
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  }),

  transcript(events) {
    /** @type {Event[]} */
    const joined = [];
    for (const event of /** @type {Event[]} */ (events)) {
      const last = joined.at(-1);
      // What the model says comes in pieces.
      if (last?.role === 'assistant' && event.role === 'assistant') {
        joined.splice(-1, 1, { ...last, content: `${last.content}${event.content}` });
      } else if (event.type !== 'init') {
        joined.push(event);
      }
    }
    return joined.map((event) => {
      const { type, role, content, tool_name: call, parameters, status, output, error } = event;
      return { type, from: role, text: content, call, input: parameters, status, output, error };
    });
  },
};
