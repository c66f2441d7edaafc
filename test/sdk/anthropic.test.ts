import Anthropic, { toFile } from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { describe, expect, it } from 'vitest';
import { hang, json, sse, type Step } from '../support/scripted-upstream.ts';
import { TEST_TOKEN, type ChannelSpec, type TestApp } from '../support/test-app.ts';
import { waitFor } from '../support/wait-for.ts';
import { error, event, message, messageEvents, MODEL, text, toolUse } from './anthropic-answers.ts';
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
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Say hello.' }],
};

function clientOf(app: TestApp, apiKey: string = TEST_TOKEN): Anthropic {
  return new Anthropic({ baseURL: app.address, apiKey, authToken: null, maxRetries: 0 });
}

async function connected(...channels: readonly ChannelSpec[]): Promise<Anthropic> {
  return clientOf(await anApp(...channels));
}

describe('the Anthropic SDK', () => {
  it('gets a message with the id that the upstream gave the request', async () => {
    const upstream = await anUpstream(
      json(message(text('Hello there.')), 200, { 'request-id': 'req_011Answer' }),
    );
    const client = await connected({ url: upstream.url });
    const answer = await client.messages.create(QUESTION);
    expect(answer).toEqual(message(text('Hello there.')));
    expect(answer._request_id).toBe('req_011Answer');
    expect(jsonOf(upstream.last)).toEqual(QUESTION);
  });

  it('is known to the upstream by the key of the channel alone', async () => {
    const upstream = await anUpstream(json(message(text('Hello.'))));
    const app = await anApp({ url: upstream.url, api_key: 'sk-ant-channel-0123456789' });
    const options = { baseURL: app.address, maxRetries: 0 };
    await new Anthropic({ ...options, apiKey: TEST_TOKEN, authToken: null }).messages.create(
      QUESTION,
    );
    await new Anthropic({ ...options, apiKey: null, authToken: TEST_TOKEN }).messages.create(
      QUESTION,
    );
    expect(upstream.requests).toHaveLength(2);
    for (const { headers, rawHeaders } of upstream.requests) {
      expect(headers['x-api-key']).toBe('sk-ant-channel-0123456789');
      expect(headers['anthropic-version']).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(headers['x-stainless-lang']).toBe('js');
      expect(rawHeaders.join()).not.toContain(TEST_TOKEN);
    }
  });

  it('puts a streamed message together', async () => {
    const content = [text('Hello from a stream.'), toolUse('toolu_1', 'weather', { city: 'Ōtsu' })];
    const upstream = await anUpstream(sse(messageEvents(...content)));
    const client = await connected({ url: upstream.url });
    const stream = client.messages.stream(QUESTION);
    const pieces: string[] = [];
    stream.on('text', (piece) => pieces.push(piece));
    expect(await stream.finalMessage()).toMatchObject(message(...content));
    expect(pieces).toEqual(['Hello ', 'from ', 'a ', 'stream.']);
    expect(jsonOf(upstream.last)).toEqual({ ...QUESTION, stream: true });
  });

  describe('runs a tool and goes on with its result', () => {
    const call = toolUse('toolu_1', 'weather', { city: 'Riga' });
    const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'snow in Riga' };
    const weather = betaTool({
      name: 'weather',
      description: 'Tells the weather of a city.',
      inputSchema: {
        type: 'object',
        properties: { city: { type: 'string' } },
        required: ['city'],
      },
      run: ({ city }) => `snow in ${city}`,
    });

    /** Lets the SDK run its loop to the end and answers the second request, as the upstream saw it. */
    async function runLoop(options: { thread?: false }): Promise<unknown> {
      const upstream = await anUpstream(hang);
      upstream.next(
        sse(messageEvents(text('Let me look.'), call)),
        sse(messageEvents(text('It snows.'))),
      );
      const client = await connected({ url: upstream.url });
      const asked = { ...QUESTION, ...options, tools: [weather], stream: true as const };
      const last = await client.beta.messages.toolRunner(asked).runUntilDone();
      expect(last.content).toEqual([text('It snows.')]);
      expect(upstream.requests).toHaveLength(2);
      return jsonOf(upstream.last);
    }

    it('by sending the whole conversation', async () => {
      expect(await runLoop({ thread: false })).toMatchObject({
        messages: [
          QUESTION.messages[0],
          { role: 'assistant', content: [text('Let me look.'), call] },
          { role: 'user', content: [result] },
        ],
      });
    });

    it('by continuing what the upstream keeps', async () => {
      expect(await runLoop({})).toMatchObject({
        thread: { type: 'continue', previous_message_id: 'msg_01Answer' },
        messages: [{ role: 'user', content: [result] }],
      });
    });
  });

  it('sends a picture', async () => {
    const upstream = await anUpstream(json(message(text('A red dot.'))));
    const client = await connected({ url: upstream.url });
    const content = [
      {
        type: 'image' as const,
        source: { type: 'base64' as const, media_type: 'image/png' as const, data: PNG_BASE64 },
      },
      { type: 'text' as const, text: 'What is it?' },
    ];
    const asked = { ...QUESTION, messages: [{ role: 'user' as const, content }] };
    expect((await client.messages.create(asked)).content).toEqual([text('A red dot.')]);
    expect(jsonOf(upstream.last)).toEqual(asked);
  });

  it('gets its answer from the second channel when the first refuses connections', async () => {
    const upstream = await anUpstream(sse(messageEvents(text('Still here.'))));
    const app = await anApp(await aRefusingChannel(), { name: 'Answers', url: upstream.url });
    const answer = await clientOf(app).messages.stream(QUESTION).finalMessage();
    expect(answer.content).toEqual([text('Still here.')]);
    const [record] = await app.records(1);
    expect(record).toMatchObject({
      clientFamily: 'anthropic-sdk',
      channelName: 'Answers',
      attemptCount: 2,
      status: 200,
    });
  });
});

describe('when the Anthropic SDK aborts', () => {
  it('a stream, the upstream sees its connection closed', async () => {
    const events = messageEvents(text('One two three.'));
    const upstream = await anUpstream(beginStream(events.slice(0, 4)));
    const client = await connected({ url: upstream.url });
    const stream = client.messages.stream(QUESTION);
    stream.on('text', () => {
      stream.abort();
    });
    expect(await rejectionOf(stream.done())).toBeInstanceOf(Anthropic.APIUserAbortError);
    await upstream.last.aborted;
  });

  it('a request that is not answered yet, the upstream sees its connection closed', async () => {
    const upstream = await anUpstream(hang);
    const client = await connected({ url: upstream.url });
    const controller = new AbortController();
    const answer = client.messages.create(QUESTION, { signal: controller.signal });
    const rejection = rejectionOf(answer);
    const request = await waitFor(() => upstream.requests[0], 'the request at the upstream');
    controller.abort();
    expect(await rejection).toBeInstanceOf(Anthropic.APIUserAbortError);
    await request.aborted;
  });
});

describe('the Anthropic SDK throws', () => {
  it('BadRequestError for a 400, as the upstream wrote it', async () => {
    const body = error('invalid_request_error', 'max_tokens: 900000 > 64000');
    const upstream = await anUpstream(json(body, 400, { 'request-id': 'req_011Bad' }));
    const client = await connected({ url: upstream.url });
    const thrown = await rejectionOf(client.messages.create(QUESTION));
    expect(thrown).toBeInstanceOf(Anthropic.BadRequestError);
    expect(thrown).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      apiMessage: 'max_tokens: 900000 > 64000',
      requestID: 'req_011Bad',
      error: body,
    });
    expect(upstream.requests).toHaveLength(1);
  });

  it('AuthenticationError for a token that is unknown', async () => {
    const upstream = await anUpstream(json(message(text('Hello.'))));
    const app = await anApp({ url: upstream.url });
    const client = clientOf(app, 'sk-ant-somebody-else');
    const thrown = await rejectionOf(client.messages.create(QUESTION));
    expect(thrown).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(thrown).toMatchObject({ status: 401, type: 'authentication_error' });
    expect(upstream.requests).toEqual([]);
  });

  it('ServiceUnavailableError where there is no channel, and reads when to come back', async () => {
    const client = await connected();
    const thrown = await rejectionOf(client.messages.create(QUESTION));
    if (!(thrown instanceof Anthropic.ServiceUnavailableError)) throw thrown;
    expect(thrown).toMatchObject({ status: 503, type: 'overloaded_error' });
    expect(thrown.apiMessage).toContain('No channel can serve the model "claude-sonnet-5-5"');
    expect(Number(thrown.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('PermissionDeniedError when every key is refused', async () => {
    const upstream = await anUpstream(
      json(error('authentication_error', 'invalid x-api-key'), 401),
    );
    const client = await connected({ name: 'Spent', url: upstream.url });
    const thrown = await rejectionOf(client.messages.create(QUESTION));
    if (!(thrown instanceof Anthropic.PermissionDeniedError)) throw thrown;
    expect(thrown).toMatchObject({ status: 403, type: 'permission_error' });
    expect(thrown.apiMessage).toMatch(/of channel "Spent" was refused: 401 .*invalid x-api-key/);
  });

  it('RateLimitError when every channel is limited, with the time the upstream stated', async () => {
    const body = error('rate_limit_error', 'Slow down.');
    const upstream = await anUpstream(json(body, 429, { 'retry-after': '7' }));
    const client = await connected({ url: upstream.url });
    const thrown = await rejectionOf(client.messages.create(QUESTION));
    if (!(thrown instanceof Anthropic.RateLimitError)) throw thrown;
    expect(thrown).toMatchObject({ status: 429, type: 'rate_limit_error' });
    expect(thrown.apiMessage).toContain('Slow down.');
    expect(thrown.headers.get('retry-after')).toBe('7');
  });

  it('an APIError for an error event in the middle of a stream', async () => {
    const events = messageEvents(text('One two three.')).slice(0, 4);
    const upstream = await anUpstream(
      sse([...events, event(error('overloaded_error', 'Overloaded'))]),
    );
    const client = await connected({ url: upstream.url });
    const stream = client.messages.stream(QUESTION);
    const thrown = await rejectionOf(stream.finalMessage());
    expect(thrown).toBeInstanceOf(Anthropic.APIError);
    expect(thrown).toMatchObject({ type: 'overloaded_error', apiMessage: 'Overloaded' });
  });
});

describe('the Anthropic SDK asks for models', () => {
  it('and lists what the channels offer', async () => {
    const client = await connected(
      { name: 'First', url: 'http://127.0.0.1:9', models: ['claude-a', 'claude-b'] },
      { name: 'Second', url: 'http://127.0.0.1:9', models: ['claude-b', 'claude-c'] },
    );
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids.toSorted()).toEqual(['claude-a', 'claude-b', 'claude-c']);
  });

  it('and retrieves one, or learns that no channel has it', async () => {
    const client = await connected({ url: 'http://127.0.0.1:9', models: ['claude-a'] });
    expect(await client.models.retrieve('claude-a')).toMatchObject({
      id: 'claude-a',
      type: 'model',
    });
    const thrown = await rejectionOf(client.models.retrieve('claude-x'));
    expect(thrown).toBeInstanceOf(Anthropic.NotFoundError);
  });
});

describe('a file of the Anthropic SDK', () => {
  /** Knows the files it was sent, and no others. */
  function fileStore(id: string): Step {
    return (req, res) => {
      const isKnown = req.method === 'POST' || req.url.startsWith(`/v1/files/${id}`);
      const file = {
        id,
        type: 'file',
        filename: 'note.txt',
        mime_type: 'text/plain',
        size_bytes: 12,
      };
      const answer = isKnown ? json(file) : json(error('not_found_error', 'No such file'), 404);
      return answer(req, res);
    };
  }

  it('is uploaded byte for byte and asked for where it was minted', async () => {
    const first = await anUpstream(fileStore('file_first'));
    const second = await anUpstream(fileStore('file_second'));
    const client = await connected(...twins(first, second));
    const upload = async (content: string): Promise<string> =>
      (await client.files.upload({ file: await toFile(Buffer.from(content), 'note.txt') })).id;

    const ids = [await upload('first content'), await upload('second content')];
    expect(ids.toSorted()).toEqual(['file_first', 'file_second']);
    const sent = [...first.requests, ...second.requests].map(({ body }) => body.toString());
    expect(sent.join()).toMatch(/first content[^]*second content|second content[^]*first content/);
    for (const id of twice(ids)) {
      expect((await client.files.retrieveMetadata(id)).id).toBe(id);
    }
    expect(first.requests).toHaveLength(3);
    expect(second.requests).toHaveLength(3);
  });
});
