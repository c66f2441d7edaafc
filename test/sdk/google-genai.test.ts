import { ApiError, GoogleGenAI } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { hang, json, sse } from '../support/scripted-upstream.ts';
import { TEST_TOKEN, type ChannelSpec, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { answer, answerEvents, error, MODEL } from './gemini-answers.ts';
import {
  anApp,
  anUpstream,
  aRefusingChannel,
  beginStream,
  jsonOf,
  PNG_BASE64,
  rejectionOf,
} from './started.ts';

const QUESTION = { model: MODEL, contents: 'Say hello.' };

/** The question as the SDK sends it. */
const SENT = { contents: [{ parts: [{ text: 'Say hello.' }], role: 'user' }] };

function clientOf(app: TestApp, apiKey: string = TEST_TOKEN): GoogleGenAI {
  return new GoogleGenAI({ apiKey, vertexai: false, httpOptions: { baseUrl: app.address } });
}

async function connected(...channels: readonly ChannelSpec[]): Promise<GoogleGenAI> {
  return clientOf(await anApp(...channels));
}

describe('the Google SDK', () => {
  it('gets an answer and is known to the upstream by the key of the channel alone', async () => {
    const upstream = await anUpstream(json(answer({ text: 'Hello there.' })));
    const client = await connected({ url: upstream.url, api_key: 'AIza-channel-0123456789' });
    const response = await client.models.generateContent(QUESTION);
    expect(response.text).toBe('Hello there.');
    expect(response.usageMetadata).toMatchObject({ totalTokenCount: 14 });
    expect(upstream.last.url).toBe(`/v1/models/${MODEL}:generateContent`);
    expect(jsonOf(upstream.last)).toEqual(SENT);
    expect(upstream.last.headers['x-goog-api-key']).toBe('AIza-channel-0123456789');
    expect(upstream.last.rawHeaders.join()).not.toContain(TEST_TOKEN);
  });

  it('asks the version of the API that it was told to ask', async () => {
    const upstream = await anUpstream(json(answer({ text: 'Hello.' })));
    const app = await anApp({ url: upstream.url, models: [MODEL] });
    const httpOptions = { baseUrl: app.address, apiVersion: 'v1beta' };
    const client = new GoogleGenAI({ apiKey: TEST_TOKEN, vertexai: false, httpOptions });
    expect((await client.models.generateContent(QUESTION)).text).toBe('Hello.');
    expect((await client.models.list()).page).toMatchObject([{ name: `models/${MODEL}` }]);
    expect(upstream.requests.map(({ url }) => url)).toEqual([
      `/v1beta/models/${MODEL}:generateContent`,
    ]);
  });

  it('reads a stream piece by piece', async () => {
    const upstream = await anUpstream(
      sse(answerEvents({ text: 'Hello ' }, { text: 'from ' }, { text: 'Ōtsu.' })),
    );
    const client = await connected({ url: upstream.url });
    const pieces: (string | undefined)[] = [];
    for await (const piece of await client.models.generateContentStream(QUESTION)) {
      pieces.push(piece.text);
    }
    expect(pieces).toEqual(['Hello ', 'from ', 'Ōtsu.']);
    expect(upstream.last.url).toBe(`/v1/models/${MODEL}:streamGenerateContent?alt=sse`);
  });

  it('runs a tool and goes on with its result', async () => {
    const upstream = await anUpstream(hang);
    const call = { name: 'weather', args: { city: 'Riga' } };
    upstream.next(
      sse(answerEvents({ text: 'Let me look.' }, { functionCall: call })),
      sse(answerEvents({ text: 'It snows.' })),
    );
    const client = await connected({ url: upstream.url });
    const parametersJsonSchema = { type: 'object', properties: { city: { type: 'string' } } };
    const functionDeclarations = [{ name: 'weather', parametersJsonSchema }];
    const config = { tools: [{ functionDeclarations }] };
    const chat = client.chats.create({ model: MODEL, config });
    const calls: unknown[] = [];
    for await (const piece of await chat.sendMessageStream({ message: 'Does it snow?' })) {
      calls.push(...(piece.functionCalls ?? []));
    }
    expect(calls).toEqual([call]);
    const result = { functionResponse: { name: 'weather', response: { output: 'snow' } } };
    expect((await lastOf(await chat.sendMessageStream({ message: [result] }))).text).toBe(
      'It snows.',
    );
    expect(jsonOf(upstream.last)).toMatchObject({
      contents: [
        { role: 'user', parts: [{ text: 'Does it snow?' }] },
        { role: 'model', parts: [{ text: 'Let me look.' }] },
        { role: 'model', parts: [{ functionCall: call }] },
        { role: 'user', parts: [result] },
      ],
    });
  });

  it('sends a picture', async () => {
    const upstream = await anUpstream(json(answer({ text: 'A red dot.' })));
    const client = await connected({ url: upstream.url });
    const picture = { inlineData: { mimeType: 'image/png', data: PNG_BASE64 } };
    const contents = [picture, { text: 'What is it?' }];
    const response = await client.models.generateContent({ model: MODEL, contents });
    expect(response.text).toBe('A red dot.');
    expect(jsonOf(upstream.last)).toEqual({ contents: [{ parts: contents, role: 'user' }] });
  });

  it('gets embeddings', async () => {
    const upstream = await anUpstream(json({ embeddings: [{ values: [0.5, -0.25] }] }));
    const client = await connected({ url: upstream.url });
    const asked = { model: 'gemini-embedding-001', contents: ['hi'] };
    const response = await client.models.embedContent(asked);
    expect(response.embeddings).toEqual([{ values: [0.5, -0.25] }]);
    expect(upstream.last.url).toBe('/v1/models/gemini-embedding-001:batchEmbedContents');
  });

  it('gets its answer from the second channel when the first refuses connections', async () => {
    const upstream = await anUpstream(sse(answerEvents({ text: 'Still here.' })));
    const app = await anApp(await aRefusingChannel(), { name: 'Answers', url: upstream.url });
    const stream = await clientOf(app).models.generateContentStream(QUESTION);
    expect((await lastOf(stream)).text).toBe('Still here.');
    const [record] = await app.records(1);
    expect(record).toMatchObject({
      clientFamily: 'google-genai',
      channelName: 'Answers',
      attemptCount: 2,
      status: 200,
    });
  });

  it('lists the models that the channels offer', async () => {
    const client = await connected(
      { name: 'First', url: 'http://127.0.0.1:9', models: ['gemini-a', 'gemini-b'] },
      { name: 'Second', url: 'http://127.0.0.1:9', models: ['gemini-b', 'gemini-c'] },
    );
    const names: unknown[] = [];
    for await (const model of await client.models.list()) names.push(model.name);
    expect(names.toSorted()).toEqual(['models/gemini-a', 'models/gemini-b', 'models/gemini-c']);
  });

  it('retrieves a model, or learns that no channel has it', async () => {
    const client = await connected({ url: 'http://127.0.0.1:9', models: ['gemini-a'] });
    const model = await client.models.get({ model: 'gemini-a' });
    expect(model).toMatchObject({ name: 'models/gemini-a', displayName: 'gemini-a' });
    const thrown = await rejectionOf(client.models.get({ model: 'gemini-x' }));
    expect(errorIn(thrown)).toMatchObject({ code: 404, status: 'NOT_FOUND' });
  });
});

describe('when the Google SDK aborts', () => {
  it('a stream, the upstream sees its connection closed', async () => {
    const upstream = await anUpstream(beginStream(answerEvents({ text: 'One' }, { text: 'two' })));
    const client = await connected({ url: upstream.url });
    const controller = new AbortController();
    const config = { abortSignal: controller.signal };
    const stream = await client.models.generateContentStream({ ...QUESTION, config });
    const first = await stream.next();
    controller.abort();
    expect(first.done).toBe(false);
    await upstream.last.aborted;
  });

  it('a request that is not answered yet, the upstream sees its connection closed', async () => {
    const upstream = await anUpstream(hang);
    const client = await connected({ url: upstream.url });
    const controller = new AbortController();
    const config = { abortSignal: controller.signal };
    const rejection = rejectionOf(client.models.generateContent({ ...QUESTION, config }));
    const request = await waitFor(() => upstream.requests[0], 'the request at the upstream');
    controller.abort();
    expect(String(await rejection)).toMatch(/abort/i);
    await request.aborted;
  });
});

describe.each([
  ['for an answer', (client: GoogleGenAI) => client.models.generateContent(QUESTION)],
  ['for a stream', (client: GoogleGenAI) => client.models.generateContentStream(QUESTION)],
])('asked %s the Google SDK throws an ApiError', (_name, ask) => {
  it('with a 400, as the upstream wrote it', async () => {
    const body = error(400, 'INVALID_ARGUMENT', 'Please use a valid role: user, model.');
    const upstream = await anUpstream(json(body, 400));
    const thrown = await rejectionOf(ask(await connected({ url: upstream.url })));
    expect(thrown).toMatchObject({ status: 400 });
    expect(errorIn(thrown)).toEqual(body.error);
    expect(upstream.requests).toHaveLength(1);
  });

  it('with 401 for a token that is unknown', async () => {
    const upstream = await anUpstream(json(answer({ text: 'Hello.' })));
    const app = await anApp({ url: upstream.url });
    const thrown = await rejectionOf(ask(clientOf(app, 'AIza-somebody-else')));
    expect(errorIn(thrown)).toMatchObject({ code: 401, status: 'UNAUTHENTICATED' });
    expect(upstream.requests).toEqual([]);
  });

  it('with 503 where there is no channel', async () => {
    const thrown = await rejectionOf(ask(await connected()));
    const { code, status, message } = errorIn(thrown);
    expect([code, status]).toEqual([503, 'UNAVAILABLE']);
    expect(message).toContain(`No channel can serve the model "${MODEL}"`);
  });

  it('with 403 when every key is refused', async () => {
    const refusal = error(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked.');
    const upstream = await anUpstream(json(refusal, 403));
    const thrown = await rejectionOf(ask(await connected({ name: 'Spent', url: upstream.url })));
    const { code, status, message } = errorIn(thrown);
    expect([code, status]).toEqual([403, 'PERMISSION_DENIED']);
    expect(message).toMatch(/of channel "Spent" was refused: 403 .*reported as leaked/);
  });

  it('with 429 when every channel is limited', async () => {
    const limit = error(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.');
    const upstream = await anUpstream(json(limit, 429, { 'retry-after': '7' }));
    const thrown = await rejectionOf(ask(await connected({ url: upstream.url })));
    const { code, status, message } = errorIn(thrown);
    expect([code, status]).toEqual([429, 'RESOURCE_EXHAUSTED']);
    expect(message).toContain('Quota exceeded.');
  });
});

/** The SDK puts the whole body of an error into its message. */
function errorIn(thrown: unknown): { code: number; status: string; message: string } {
  if (!(thrown instanceof ApiError)) throw thrown;
  const { error: inside } = JSON.parse(thrown.message) as {
    error: { code: number; status: string; message: string };
  };
  expect(thrown.status).toBe(inside.code);
  return inside;
}

async function lastOf<T>(stream: AsyncIterable<T>): Promise<T> {
  const pieces: T[] = [];
  for await (const piece of stream) pieces.push(piece);
  const last = pieces.at(-1);
  if (last === undefined) throw new Error('the stream was empty');
  return last;
}
