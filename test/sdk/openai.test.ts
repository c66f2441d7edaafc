import OpenAI, { toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { hang, json, sse, type Step } from '../support/scripted-upstream.ts';
import { TEST_TOKEN, type ChannelSpec, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  completion,
  completionChunks,
  embedding,
  error,
  MODEL,
  toolCall,
} from './openai-answers.ts';
import {
  functionCall,
  outputMessage,
  response,
  responseEvents,
  sseEvent,
} from './openai-responses-answers.ts';
import {
  anApp,
  anUpstream,
  aRefusingChannel,
  beginStream,
  jsonOf,
  PNG_BASE64,
  rejectionOf,
  twice,
  twins,
} from './started.ts';

const QUESTION = {
  model: MODEL,
  messages: [{ role: 'user' as const, content: 'Say hello.' }],
};

const WEATHER = {
  name: 'weather',
  description: 'Tells the weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};

function clientOf(app: TestApp, apiKey: string = TEST_TOKEN): OpenAI {
  return new OpenAI({
    baseURL: `${app.address}/v1`,
    apiKey,
    organization: null,
    project: null,
    maxRetries: 0,
  });
}

async function connected(...channels: readonly ChannelSpec[]): Promise<OpenAI> {
  return clientOf(await anApp(...channels));
}

describe('the OpenAI SDK in chat', () => {
  it('gets a completion with the id that the upstream gave the request', async () => {
    const upstream = await anUpstream(
      json(completion('Hello there.'), 200, { 'x-request-id': 'req_upstream' }),
    );
    const client = await connected({ url: upstream.url, api_key: 'sk-channel-0123456789' });
    const answer = await client.chat.completions.create(QUESTION);
    expect(answer).toEqual(completion('Hello there.'));
    expect(answer._request_id).toBe('req_upstream');
    expect(jsonOf(upstream.last)).toEqual(QUESTION);
    expect(upstream.last.headers.authorization).toBe('Bearer sk-channel-0123456789');
    expect(upstream.last.rawHeaders.join()).not.toContain(TEST_TOKEN);
  });

  it('puts a streamed completion together', async () => {
    const upstream = await anUpstream(sse(completionChunks('Hello from a stream.')));
    const client = await connected({ url: upstream.url });
    const stream = client.chat.completions.stream(QUESTION);
    const pieces: string[] = [];
    stream.on('content', (piece) => pieces.push(piece));
    const answer = await stream.finalChatCompletion();
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'Hello from a stream.' },
    });
    expect(pieces).toEqual(['Hello ', 'from ', 'a ', 'stream.']);
  });

  it('runs a tool and goes on with its result', async () => {
    const upstream = await anUpstream(hang);
    const call = toolCall('call_1', 'weather', { city: 'Ōtsu' });
    upstream.next(sse(completionChunks([call])), sse(completionChunks('It snows in Ōtsu.')));
    const client = await connected({ url: upstream.url });
    const runner = client.chat.completions.runTools({
      ...QUESTION,
      stream: true,
      tools: [
        {
          type: 'function',
          function: { ...WEATHER, function: (input: string) => `snow: ${input}` },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('It snows in Ōtsu.');
    expect(jsonOf(upstream.last)).toMatchObject({
      messages: [
        QUESTION.messages[0],
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'call_1', content: 'snow: {"city":"Ōtsu"}' },
      ],
    });
  });

  it('sends a picture', async () => {
    const upstream = await anUpstream(json(completion('A red dot.')));
    const client = await connected({ url: upstream.url });
    const content = [
      { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${PNG_BASE64}` } },
      { type: 'text' as const, text: 'What is it?' },
    ];
    const asked = { ...QUESTION, messages: [{ role: 'user' as const, content }] };
    const answer = await client.chat.completions.create(asked);
    expect(answer.choices[0]?.message.content).toBe('A red dot.');
    expect(jsonOf(upstream.last)).toEqual(asked);
  });

  it('gets its answer from the second channel when the first refuses connections', async () => {
    const upstream = await anUpstream(sse(completionChunks('Still here.')));
    const app = await anApp(await aRefusingChannel(), { name: 'Answers', url: upstream.url });
    const stream = clientOf(app).chat.completions.stream(QUESTION);
    expect(await stream.finalContent()).toBe('Still here.');
    const [record] = await app.records(1);
    expect(record).toMatchObject({
      clientFamily: 'openai-sdk',
      channelName: 'Answers',
      attemptCount: 2,
      status: 200,
    });
  });
});

describe('the OpenAI SDK with responses', () => {
  const asked = { model: MODEL, input: 'Say hello.' };

  it('gets a response', async () => {
    const upstream = await anUpstream(json(response('resp_1', outputMessage('Hello there.'))));
    const client = await connected({ url: upstream.url });
    const answer = await client.responses.create(asked);
    expect(answer.output_text).toBe('Hello there.');
    expect(answer).toMatchObject(response('resp_1', outputMessage('Hello there.')));
    expect(jsonOf(upstream.last)).toEqual(asked);
  });

  it('puts a streamed response together', async () => {
    const output = [outputMessage('Hello from a stream.'), functionCall('call_1', 'weather', {})];
    const upstream = await anUpstream(sse(responseEvents('resp_1', ...output)));
    const client = await connected({ url: upstream.url });
    const stream = client.responses.stream(asked);
    const pieces: string[] = [];
    stream.on('response.output_text.delta', ({ delta }) => pieces.push(delta));
    expect(await stream.finalResponse()).toMatchObject({ id: 'resp_1', output });
    expect(pieces).toEqual(['Hello ', 'from ', 'a ', 'stream.']);
  });

  it('runs a tool and goes on with its result', async () => {
    const upstream = await anUpstream(hang);
    const call = functionCall('call_1', 'weather', { city: 'Riga' });
    upstream.next(
      sse(responseEvents('resp_1', call)),
      sse(responseEvents('resp_2', outputMessage('It snows in Riga.'))),
    );
    const client = await connected({ url: upstream.url });
    const tools = [{ type: 'function' as const, strict: false, ...WEATHER }];
    const first = await client.responses.stream({ ...asked, tools }).finalResponse();
    expect(first.output).toMatchObject([call]);
    const result = { type: 'function_call_output' as const, call_id: 'call_1', output: 'snow' };
    const next = { model: MODEL, tools, previous_response_id: first.id, input: [result] };
    const last = await client.responses.stream(next).finalResponse();
    expect(last.output_text).toBe('It snows in Riga.');
    expect(jsonOf(upstream.last)).toEqual({ ...next, stream: true });
  });

  it('learns of a failure in the middle of a stream', async () => {
    const failed = { code: 'server_error', message: 'The model broke.', param: null };
    const upstream = await anUpstream(
      sse([
        ...responseEvents('resp_1', outputMessage('One two.')).slice(0, 4),
        sseEvent({ type: 'error', ...failed }),
      ]),
    );
    const client = await connected({ url: upstream.url });
    const thrown = await rejectionOf(client.responses.stream(asked).finalResponse());
    expect(thrown).toBeInstanceOf(OpenAI.APIError);
    expect(String(thrown)).toContain('The model broke.');
  });

  it('asks for a stored response where it was minted', async () => {
    const stored =
      (id: string): Step =>
      (req, res) => {
        const isKnown = req.method === 'POST' || req.url === `/v1/responses/${id}`;
        const missing = error('invalid_request_error', 'No such response');
        return (isKnown ? json(response(id, outputMessage(id))) : json(missing, 404))(req, res);
      };
    const first = await anUpstream(stored('resp_first'));
    const second = await anUpstream(stored('resp_second'));
    const client = await connected(...twins(first, second));
    const ids = [
      (await client.responses.create(asked)).id,
      (await client.responses.create(asked)).id,
    ];
    expect(ids.toSorted()).toEqual(['resp_first', 'resp_second']);
    for (const id of twice(ids)) {
      expect((await client.responses.retrieve(id)).output_text).toBe(id);
    }
  });
});

describe('beyond conversations the OpenAI SDK', () => {
  it('gets embeddings, decoded from the numbers that the upstream packed', async () => {
    const upstream = await anUpstream(json(embedding([0.5, -0.25, 1])));
    const client = await connected({ url: upstream.url });
    const asked = { model: 'text-embedding-3-small', input: 'hi' };
    const answer = await client.embeddings.create(asked);
    expect(answer.data[0]?.embedding).toEqual([0.5, -0.25, 1]);
    expect(upstream.last.url).toBe('/v1/embeddings');
    expect(jsonOf(upstream.last)).toMatchObject(asked);
  });

  it('has a recording transcribed by the channel that offers the model in its form', async () => {
    const deaf = await anUpstream(json(error('invalid_request_error', 'Not here.'), 400));
    const upstream = await anUpstream(json({ text: 'One two.' }));
    const client = await connected(
      { name: 'Deaf', url: deaf.url, models: [MODEL], priority: 10 },
      { name: 'Hears', url: upstream.url, models: ['whisper-1'] },
    );
    const sound = Buffer.from([0x52, 0x49, 0x46, 0x46, 0, 255, 13, 10, 45, 45]);
    const file = await toFile(sound, 'one.wav', { type: 'audio/wav' });
    const answer = await client.audio.transcriptions.create({ file, model: 'whisper-1' });
    expect(answer.text).toBe('One two.');
    expect(deaf.requests).toEqual([]);
    expect(upstream.last.body.includes(sound)).toBe(true);
  });

  it('uploads a file and asks for it where it was minted', async () => {
    const fileStore =
      (id: string): Step =>
      (req, res) => {
        const isKnown = req.method === 'POST' || req.url === `/v1/files/${id}`;
        const file = {
          id,
          object: 'file',
          bytes: 7,
          created_at: 1,
          filename: 'a.jsonl',
          purpose: 'batch',
        };
        const missing = error('invalid_request_error', 'No such file');
        return (isKnown ? json(file) : json(missing, 404))(req, res);
      };
    const first = await anUpstream(fileStore('file-first'));
    const second = await anUpstream(fileStore('file-second'));
    const client = await connected(...twins(first, second));
    const upload = async (content: string): Promise<string> => {
      const file = await toFile(Buffer.from(content), 'a.jsonl');
      return (await client.files.create({ file, purpose: 'batch' })).id;
    };
    const ids = [await upload('{"a":1}'), await upload('{"b":2}')];
    expect(ids.toSorted()).toEqual(['file-first', 'file-second']);
    for (const id of twice(ids)) expect((await client.files.retrieve(id)).id).toBe(id);
  });

  it('lists the models that the channels offer', async () => {
    const client = await connected(
      { name: 'First', url: 'http://127.0.0.1:9', models: ['gpt-a', 'gpt-b'] },
      { name: 'Second', url: 'http://127.0.0.1:9', models: ['gpt-b', 'gpt-c'] },
    );
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids.toSorted()).toEqual(['gpt-a', 'gpt-b', 'gpt-c']);
  });

  it('retrieves a model, or learns that no channel has it', async () => {
    const client = await connected({ url: 'http://127.0.0.1:9', models: ['org/gpt-a'] });
    expect(await client.models.retrieve('org/gpt-a')).toMatchObject({
      id: 'org/gpt-a',
      object: 'model',
    });
    const thrown = await rejectionOf(client.models.retrieve('gpt-x'));
    expect(thrown).toBeInstanceOf(OpenAI.NotFoundError);
    expect(thrown).toMatchObject({ code: 'model_not_found' });
  });
});

describe('when the OpenAI SDK aborts', () => {
  it('a stream, the upstream sees its connection closed', async () => {
    const upstream = await anUpstream(beginStream(completionChunks('One two three.').slice(0, 2)));
    const client = await connected({ url: upstream.url });
    const stream = client.chat.completions.stream(QUESTION);
    stream.on('content', () => {
      stream.abort();
    });
    expect(await rejectionOf(stream.done())).toBeInstanceOf(OpenAI.APIUserAbortError);
    await upstream.last.aborted;
  });

  it('a request that is not answered yet, the upstream sees its connection closed', async () => {
    const upstream = await anUpstream(hang);
    const client = await connected({ url: upstream.url });
    const controller = new AbortController();
    const { signal } = controller;
    const rejection = rejectionOf(
      client.responses.create({ model: MODEL, input: 'Say hello.' }, { signal }),
    );
    const request = await waitFor(() => upstream.requests[0], 'the request at the upstream');
    controller.abort();
    expect(await rejection).toBeInstanceOf(OpenAI.APIUserAbortError);
    await request.aborted;
  });
});

describe.each([
  ['chat', (client: OpenAI) => client.chat.completions.create(QUESTION)],
  ['responses', (client: OpenAI) => client.responses.create({ model: MODEL, input: 'Hello.' })],
])('in %s the OpenAI SDK throws', (_name, ask) => {
  it('BadRequestError for a 400, as the upstream wrote it', async () => {
    const { error: body } = error('invalid_request_error', 'Too long.', 'context_length_exceeded');
    const upstream = await anUpstream(json({ error: body }, 400, { 'x-request-id': 'req_bad' }));
    const thrown = await rejectionOf(ask(await connected({ url: upstream.url })));
    expect(thrown).toBeInstanceOf(OpenAI.BadRequestError);
    expect(thrown).toMatchObject({
      status: 400,
      message: '400 Too long.',
      code: 'context_length_exceeded',
      requestID: 'req_bad',
      error: body,
    });
    expect(upstream.requests).toHaveLength(1);
  });

  it('AuthenticationError for a token that is unknown', async () => {
    const upstream = await anUpstream(json(completion('Hello.')));
    const app = await anApp({ url: upstream.url });
    const thrown = await rejectionOf(ask(clientOf(app, 'sk-somebody-else')));
    expect(thrown).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(thrown).toMatchObject({ status: 401, code: 'token_unknown' });
    expect(upstream.requests).toEqual([]);
  });

  it('InternalServerError where there is no channel, and reads when to come back', async () => {
    const thrown = await rejectionOf(ask(await connected()));
    if (!(thrown instanceof OpenAI.InternalServerError)) throw thrown;
    expect(thrown).toMatchObject({ status: 503, code: 'no_channel' });
    expect(thrown.message).toContain(`No channel can serve the model "${MODEL}"`);
    expect(Number(thrown.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('PermissionDeniedError when every key is refused', async () => {
    const refusal = error('invalid_request_error', 'Incorrect API key provided', 'invalid_api_key');
    const upstream = await anUpstream(json(refusal, 401));
    const thrown = await rejectionOf(ask(await connected({ name: 'Spent', url: upstream.url })));
    if (!(thrown instanceof OpenAI.PermissionDeniedError)) throw thrown;
    expect(thrown).toMatchObject({ status: 403, code: 'keys_refused' });
    expect(thrown.message).toMatch(/of channel "Spent" was refused: 401 .*Incorrect API key/);
  });

  it('RateLimitError when every channel is limited, with the time the upstream stated', async () => {
    const limit = error('requests', 'Rate limit reached.', 'rate_limit_exceeded');
    const upstream = await anUpstream(json(limit, 429, { 'retry-after': '7' }));
    const thrown = await rejectionOf(ask(await connected({ url: upstream.url })));
    if (!(thrown instanceof OpenAI.RateLimitError)) throw thrown;
    expect(thrown).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(thrown.message).toContain('Rate limit reached.');
    expect(thrown.headers.get('retry-after')).toBe('7');
  });
});
