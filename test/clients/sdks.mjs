/**
 * The official SDKs over channels of every other protocol: each asks with a picture, is called two tools at once, runs
 * them, writes the answer with a third, and is told the word; as streams and whole, and behind a channel that fails.
 */
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import OpenAI from 'openai';
import { anthropic } from './anthropic-dialect.mjs';
import { chat } from './chat-dialect.mjs';
import { checkAccepted, checkConverted, checkTurns } from './checks.mjs';
import { lastLine, NOTE, PICTURE, PROMPT, WORD } from './conversation.mjs';
import { FAILURES, NO_COOLDOWNS, startFailing } from './failures.mjs';
import { gemini } from './gemini-dialect.mjs';
import { Product } from './product.mjs';
import { responses } from './responses-dialect.mjs';
import { startUpstream } from './scripted-upstream.mjs';

const MODEL = 'a-model';
const BASE64 = PICTURE.toString('base64');
const DATA_URL = `data:image/png;base64,${BASE64}`;
const SCHEMA = {
  type: /** @type {const} */ ('object'),
  properties: { path: { type: 'string' }, text: { type: 'string' } },
  required: ['path'],
};
const TOOLS = ['read', 'write'];

/** @type {import('./conversation.mjs').Calls} */
const CALLS = [
  [
    { name: 'read', input: { path: 'note.txt' } },
    { name: 'read', input: { path: 'nothing.txt' } },
  ],
  [{ name: 'write', input: { path: 'answer.txt', text: WORD } }],
];

/**
 * @typedef {{ url: string, token: string, isStreaming: boolean }} How
 * @typedef {{ id: string, name: string, input: any, result: string }} Done
 * @typedef {(call: { name: string, input: any }) => string} RunTool
 * @typedef {object} Sdk
 * @property {string} name
 * @property {import('./dialect.mjs').Dialect} dialect
 * @property {(how: How, run: RunTool) => Promise<string>} talk to its end; answers the last text
 */

/** @type {readonly Sdk[]} */
const SDKS = [
  {
    name: '@anthropic-ai/sdk',
    dialect: anthropic,
    async talk({ url, token, isStreaming }, run) {
      const client = new Anthropic({ baseURL: url, apiKey: token, authToken: null, maxRetries: 0 });
      const tools = TOOLS.map((name) => ({ name, description: name, input_schema: SCHEMA }));
      const source = /** @type {const} */ ({
        type: 'base64',
        media_type: 'image/png',
        data: BASE64,
      });
      /** @type {import('@anthropic-ai/sdk').default.MessageParam[]} */
      const messages = [
        {
          role: 'user',
          content: [
            { type: 'text', text: PROMPT },
            { type: 'image', source },
          ],
        },
      ];
      for (;;) {
        const asked = { model: MODEL, max_tokens: 1000, messages, tools };
        const answer = isStreaming
          ? await client.messages.stream(asked).finalMessage()
          : await client.messages.create(asked);
        const calls = answer.content.filter((block) => block.type === 'tool_use');
        if (calls.length === 0)
          return answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
        messages.push({ role: 'assistant', content: answer.content });
        messages.push({
          role: 'user',
          content: calls.map((call) => ({
            type: 'tool_result',
            tool_use_id: call.id,
            content: run(call),
          })),
        });
      }
    },
  },
  {
    name: 'openai (chat)',
    dialect: chat,
    async talk({ url, token, isStreaming }, run) {
      const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0 });
      const tools = TOOLS.map((name) => ({
        type: /** @type {const} */ ('function'),
        function: { name, description: name, parameters: SCHEMA },
      }));
      /** @type {import('openai').default.ChatCompletionMessageParam[]} */
      const messages = [
        {
          role: 'user',
          content: [
            { type: 'text', text: PROMPT },
            { type: 'image_url', image_url: { url: DATA_URL } },
          ],
        },
      ];
      for (;;) {
        const asked = { model: MODEL, messages, tools };
        const answer = isStreaming
          ? await client.chat.completions.stream(asked).finalChatCompletion()
          : await client.chat.completions.create(asked);
        const message = answer.choices[0]?.message;
        if (message === undefined) throw new Error('there is no choice');
        const calls = message.tool_calls ?? [];
        if (calls.length === 0) return message.content ?? '';
        messages.push(message);
        for (const call of calls) {
          if (call.type !== 'function') throw new Error(`it called a ${call.type}`);
          const { name, arguments: input } = call.function;
          const content = run({ name, input: JSON.parse(input) });
          messages.push({ role: 'tool', tool_call_id: call.id, content });
        }
      }
    },
  },
  {
    name: 'openai (responses)',
    dialect: responses,
    async talk({ url, token, isStreaming }, run) {
      const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: token, maxRetries: 0 });
      const tools = TOOLS.map((name) => ({
        type: /** @type {const} */ ('function'),
        name,
        description: name,
        parameters: SCHEMA,
        strict: false,
      }));
      /** @type {import('openai').default.Responses.ResponseInputItem[]} */
      const input = [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: PROMPT },
            { type: 'input_image', image_url: DATA_URL, detail: 'auto' },
          ],
        },
      ];
      for (;;) {
        const asked = { model: MODEL, input, tools, store: false };
        const answer = isStreaming
          ? await client.responses.stream(asked).finalResponse()
          : await client.responses.create(asked);
        const calls = answer.output.flatMap((item) =>
          item.type === 'function_call' ? [item] : [],
        );
        if (calls.length === 0) return answer.output_text;
        // What is parsed beside the text is the SDK's own.
        for (const item of answer.output) {
          const { parsed_arguments: _, ...said } = /** @type {any} */ (item);
          input.push(said);
        }
        for (const { call_id: id, name, arguments: text } of calls) {
          const output = run({ name, input: JSON.parse(text) });
          input.push({ type: 'function_call_output', call_id: id, output });
        }
      }
    },
  },
  {
    name: '@google/genai',
    dialect: gemini,
    async talk({ url, token, isStreaming }, run) {
      const client = new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: url } });
      const declared = TOOLS.map((name) => ({
        name,
        description: name,
        parametersJsonSchema: SCHEMA,
      }));
      const config = { tools: [{ functionDeclarations: declared }] };
      /** @type {import('@google/genai').Content[]} */
      const contents = [
        {
          role: 'user',
          parts: [{ text: PROMPT }, { inlineData: { mimeType: 'image/png', data: BASE64 } }],
        },
      ];
      for (;;) {
        const asked = { model: MODEL, contents, config };
        /** @type {import('@google/genai').Part[]} */
        const parts = [];
        if (isStreaming) {
          for await (const chunk of await client.models.generateContentStream(asked))
            parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
        } else {
          const answer = await client.models.generateContent(asked);
          parts.push(...(answer.candidates?.[0]?.content?.parts ?? []));
        }
        const calls = parts.flatMap(({ functionCall }) => functionCall ?? []);
        if (calls.length === 0) return parts.map(({ text = '' }) => text).join('');
        contents.push({ role: 'model', parts });
        contents.push({
          role: 'user',
          parts: calls.map(({ id, name = '', args }) => ({
            functionResponse: {
              ...(id === undefined ? {} : { id }),
              name,
              response: { output: run({ name, input: args }) },
            },
          })),
        });
      }
    },
  },
];

/**
 * @param {{ folder: string, checks: import('./checks.mjs').Checks }} run
 */
export async function checkSdks({ folder, checks }) {
  const [overloaded, , soft, , cut] = FAILURES;
  for (const [, failure] of [null, overloaded, soft, cut].entries()) {
    for (const { dialect } of SDKS) {
      const where = join(folder, `${dialect.protocol}-${failure?.mood ?? 'well'}`);
      await overChannels(dialect, failure ?? null, where, checks);
    }
  }
}

/**
 * All SDKs over channels of one protocol.
 * @param {import('./dialect.mjs').Dialect} dialect
 * @param {import('./failures.mjs').Failure | null} failure
 * @param {string} folder
 * @param {import('./checks.mjs').Checks} checks
 */
async function overChannels(dialect, failure, folder, checks) {
  const token = `ccl-${randomBytes(16).toString('hex')}`;
  const upstream = await startUpstream(dialect, CALLS);
  const failing = failure === null ? null : await startFailing(failure.mood);
  const product = await Product.start(folder, token);
  const protocols = [dialect.protocol];
  const channel = { api_key: 'sk-channel-0123456789', protocols };
  await product.changeSettings(NO_COOLDOWNS);
  await product.addChannel({ ...channel, name: 'Answers', url: upstream.url, priority: 0 });
  if (failing !== null)
    await product.addChannel({ ...channel, name: 'Fails', url: failing.url, priority: 10 });
  let asked = 0;
  for (const sdk of SDKS) {
    if (sdk.dialect === dialect) continue;
    for (const isStreaming of [true, false]) {
      const how = `${sdk.name}, ${isStreaming ? 'streaming' : 'whole'}, by channels of ${dialect.protocol}`;
      const name = failure === null ? how : `${how} when the first ${failure.does}`;
      const received = upstream.received.length;
      const faults = upstream.faults.length;
      const { told, files } = await talk(sdk, { url: product.url, token, isStreaming });
      checks.that(`${name}: is told word and picture`, told === lastLine(WORD, [PICTURE]), told);
      const isWritten = JSON.stringify(files) === JSON.stringify([WORD]);
      checks.that(`${name}: runs each tool once`, isWritten, files);
      checkAccepted(checks, name, upstream.faults.slice(faults));
      const sent = upstream.received.slice(received);
      const records = (await product.turns(asked + 3)).slice(asked);
      asked += records.length;
      const attempts = [];
      for (const { id } of records) attempts.push(await product.attempts(id));
      checkTurns(checks, name, failure?.outcome ?? null, attempts, sent, sent);
      checkConverted(checks, name, dialect.protocol, records);
    }
  }
  await product.stop();
  await failing?.stop();
  await upstream.close();
}

/**
 * @param {Sdk} sdk
 * @param {How} how
 */
async function talk(sdk, how) {
  /** @type {string[]} */
  const files = [];
  /** @type {RunTool} */
  const run = ({ name, input }) => {
    if (name === 'read') return input.path === 'note.txt' ? NOTE : 'no such file';
    files.push(input.text);
    return 'written';
  };
  try {
    return { told: await sdk.talk(how, run), files };
  } catch (error) {
    return { told: String(error), files };
  }
}
