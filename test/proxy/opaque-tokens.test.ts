import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bytes,
  json,
  ScriptedUpstream,
  sse,
  status,
  type Step,
} from '../support/scripted-upstream.ts';
import { TestApp } from '../support/test-app.ts';

let first: ScriptedUpstream;
let second: ScriptedUpstream;
let app: TestApp;

beforeEach(async () => {
  first = await ScriptedUpstream.start();
  second = await ScriptedUpstream.start();
  app = await TestApp.start({
    channels: [
      { name: 'First', url: first.url, priority: 2 },
      { name: 'Second', url: second.url, priority: 1 },
    ],
  });
});
afterEach(async () => {
  await app.stop();
  await Promise.all([first.close(), second.close()]);
});

type Case = {
  readonly path: string;
  /** The answer in which a token comes, and how it stands in the conversation that follows. */
  minted(token: string): { readonly json: object; readonly events: readonly object[] };
  history(token: string | null): object;
  readonly refusal: object;
};

const call = { type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} };
const PLACEHOLDER = 'skip_thought_signature_validator';

const CASES: Readonly<Record<string, Case>> = {
  anthropic: {
    path: '/v1/messages',
    minted: (signature) => ({
      json: {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'thinking', thinking: 'x', signature }, call],
        stop_reason: 'tool_use',
      },
      events: [
        { type: 'message_start', message: { content: [] } },
        {
          type: 'content_block_start',
          index: 0,
          content_block: { type: 'thinking', thinking: '', signature: '' },
        },
        { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'x' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature } },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
        { type: 'message_stop' },
      ],
    }),
    history: (signature) => ({
      model: 'claude',
      thinking: { type: 'adaptive' },
      messages: [
        { role: 'user', content: 'go' },
        {
          role: 'assistant',
          content: [
            ...(signature === null ? [] : [{ type: 'thinking', thinking: 'x', signature }]),
            call,
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' }] },
      ],
    }),
    refusal: {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'messages.1.content.0: Invalid `signature` in `thinking` block',
      },
    },
  },
  responses: {
    path: '/v1/responses',
    minted: (encrypted_content) => ({
      json: {
        id: 'resp_1',
        object: 'response',
        status: 'completed',
        output: [{ type: 'reasoning', encrypted_content }],
      },
      events: [
        { type: 'response.created', response: { id: 'resp_1' } },
        { type: 'response.output_item.done', item: { type: 'reasoning', encrypted_content } },
        { type: 'response.completed', response: { id: 'resp_1', status: 'completed' } },
      ],
    }),
    history: (encrypted_content) => ({
      model: 'gpt',
      store: false,
      input: [
        { role: 'user', content: 'go' },
        ...(encrypted_content === null
          ? []
          : [{ type: 'reasoning', summary: [], encrypted_content }]),
        { role: 'user', content: 'on' },
      ],
    }),
    refusal: {
      error: {
        message: 'The encrypted content gAAA could not be verified.',
        type: 'invalid_request_error',
        code: 'invalid_encrypted_content',
      },
    },
  },
  gemini: {
    path: '/v1beta/models/gemini-3-pro:generateContent',
    minted: (thoughtSignature) => ({
      json: {
        candidates: [
          {
            content: { parts: [{ functionCall: { name: 'f' }, thoughtSignature }] },
            finishReason: 'STOP',
          },
        ],
      },
      events: [
        {
          candidates: [
            {
              content: { parts: [{ functionCall: { name: 'f' }, thoughtSignature }] },
              finishReason: 'STOP',
            },
          ],
        },
      ],
    }),
    history: (thoughtSignature) => ({
      contents: [
        { role: 'user', parts: [{ text: 'go' }] },
        {
          role: 'model',
          parts: [
            { functionCall: { name: 'f' }, thoughtSignature: thoughtSignature ?? PLACEHOLDER },
          ],
        },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] },
      ],
    }),
    refusal: {
      error: { code: 400, message: 'Thought signature is not valid.', status: 'INVALID_ARGUMENT' },
    },
  },
};

const SESSION = { 'x-session-id': 'ses_1' };

function events(list: readonly object[], isZipped: boolean): Step {
  const texts = list.map((data) => {
    const { type } = data as { type?: string };
    return `${type === undefined ? '' : `event: ${type}\n`}data: ${JSON.stringify(data)}\n\n`;
  });
  if (!isZipped) return sse(texts);
  const headers = { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' };
  return bytes(zlib.gzipSync(texts.join('')), headers);
}

async function ask(one: Case, body: object, isStreaming = false): Promise<number> {
  const path = isStreaming
    ? one.path.replace(':generateContent', ':streamGenerateContent?alt=sse')
    : one.path;
  const stream = isStreaming && !path.includes('v1beta') ? { stream: true } : {};
  const response = await app.post(path, { ...body, ...stream }, SESSION);
  await response.text();
  return response.status;
}

function sentTo(upstream: ScriptedUpstream): unknown {
  const { stream: _stream, ...body } = JSON.parse(upstream.last.body.toString()) as Record<
    string,
    unknown
  >;
  return body;
}

describe.each(Object.entries(CASES))('what one %s channel minted', (_name, one) => {
  const begin = one.history(null);

  it.each([
    ['in a JSON answer', (token: string) => json(one.minted(token).json), false],
    ['in a stream', (token: string) => events(one.minted(token).events, false), true],
    ['in a compressed stream', (token: string) => events(one.minted(token).events, true), true],
  ])(
    '%s is kept for it, and taken out when the conversation moves',
    async (_how, answer, isStreaming) => {
      first.always(answer('minted-by-first'));
      second.always(answer('minted-by-second'));
      expect(await ask(one, begin, isStreaming)).toBe(200);
      expect(await ask(one, one.history('minted-by-first'), isStreaming)).toBe(200);
      expect(sentTo(first)).toEqual(one.history('minted-by-first'));

      first.always(status(500));
      expect(await ask(one, one.history('minted-by-first'), isStreaming)).toBe(200);
      expect(sentTo(second)).toEqual(one.history(null));
      const [record] = await app.records(3);
      const { attempts } = await app.detail(record?.id ?? '');
      expect(attempts.map((attempt) => attempt.strippedTokens)).toEqual([0, 1]);
      await app.logged(/goes without 1 opaque tokens/);

      expect(await ask(one, one.history('minted-by-second'), isStreaming)).toBe(200);
      expect(sentTo(second)).toEqual(one.history('minted-by-second'));
      expect(second.requests).toHaveLength(2);
    },
  );

  it('is passed on when nobody knows who minted it, and left out once it is refused', async () => {
    first.next(json(one.refusal, 400));
    first.always(json(one.minted('own').json));
    expect(await ask(one, one.history('from-elsewhere'))).toBe(200);
    expect(first.requests.map(({ body }) => body.includes('from-elsewhere'))).toEqual([
      true,
      false,
    ]);
    expect(second.requests).toHaveLength(0);
    const [record] = await app.records(1);
    const { attempts } = await app.detail(record?.id ?? '');
    expect(
      attempts.map(({ status: code, blame, strippedTokens }) => [code, blame, strippedTokens]),
    ).toEqual([
      [400, 'client', 0],
      [200, 'nobody', 1],
    ]);

    expect(await ask(one, one.history('from-elsewhere'))).toBe(200);
    expect(first.requests).toHaveLength(3);
    expect(sentTo(first)).toEqual(one.history(null));
  });

  it('is the client’s to know of when it is refused without being there', async () => {
    first.always(json(one.refusal, 400));
    const bare = one.history(null);
    expect(await ask(one, bare)).toBe(400);
    expect(first.requests).toHaveLength(1);
    expect(second.requests).toHaveLength(0);
  });
});

describe('a request with tokens of another channel', () => {
  it('goes as it is when a person wants that', async () => {
    await app.stop();
    app = await TestApp.start({
      channels: [{ name: 'Only', url: first.url }],
      settings: { isForeignTokenStripped: false },
    });
    const one = CASES['anthropic'];
    if (one === undefined) throw new Error('There is no such case.');
    first.always(json(one.refusal, 400));
    expect(await ask(one, one.history('from-elsewhere'))).toBe(400);
    expect(first.requests).toHaveLength(1);
  });

  it('loses them after a restart, too', async () => {
    const one = CASES['anthropic'];
    if (one === undefined) throw new Error('There is no such case.');
    first.always(json(one.minted('minted-by-first').json));
    expect(await ask(one, one.history(null))).toBe(200);
    await app.stop({ keepFolder: true });
    app = await TestApp.start({ folder: app.folder });
    first.always(status(500));
    second.always(json(one.minted('minted-by-second').json));
    expect(await ask(one, one.history('minted-by-first'))).toBe(200);
    expect(sentTo(second)).toEqual(one.history(null));
  });
});
