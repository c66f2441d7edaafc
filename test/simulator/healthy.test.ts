import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { aSimulator } from './wire.ts';

const TEXT = 'Two words, and Ōtsu ✓ 你好.';
const QUESTION = { role: 'user' as const, content: 'Say it.' };
const ANSWER = {
  content: { kind: 'answer', text: TEXT },
  pace: { headAfterMs: 0, bodyAfterMs: 0, pauseMs: 0 },
  coding: null,
  framing: 'events',
  cut: null,
} as const;

describe('a healthy simulator is understood by the SDK of', () => {
  it('Anthropic', async () => {
    const { url } = await aSimulator({ behaviour: ANSWER });
    const client = new Anthropic({ baseURL: url, apiKey: 'a-key', maxRetries: 0 });
    const asked = { model: 'claude-sonnet-5-5', max_tokens: 10, messages: [QUESTION] };
    const message = await client.messages.create(asked);
    expect(message.content).toEqual([{ type: 'text', text: TEXT }]);
    const streamed = await client.messages.stream(asked).finalMessage();
    expect(streamed).toMatchObject({
      content: [{ type: 'text', text: TEXT }],
      stop_reason: 'end_turn',
      model: asked.model,
      usage: { output_tokens: message.usage.output_tokens },
    });
    expect(message.usage.output_tokens).toBeGreaterThan(1);
    expect(await client.messages.countTokens(asked)).toEqual({
      input_tokens: expect.any(Number) as number,
    });
    expect((await client.models.list()).data[0]?.id).toBe('claude-sonnet-5-5');
  });

  it('OpenAI, with chat completions', async () => {
    const { url } = await aSimulator({ behaviour: ANSWER });
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'a-key', maxRetries: 0 });
    const asked = { model: 'gpt-5.4', messages: [QUESTION] };
    const completion = await client.chat.completions.create(asked);
    expect(completion.choices[0]?.message.content).toBe(TEXT);
    const streamed = await client.chat.completions.stream(asked).finalChatCompletion();
    expect(streamed.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: TEXT },
    });
    expect(streamed.usage?.completion_tokens).toBe(completion.usage?.completion_tokens);
    expect((await client.models.list()).data.map(({ id }) => id)).toContain('gpt-5.4');
  });

  it('OpenAI, with responses', async () => {
    const { url } = await aSimulator({ behaviour: ANSWER });
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'a-key', maxRetries: 0 });
    const asked = { model: 'gpt-5.4', input: [QUESTION] };
    const response = await client.responses.create(asked);
    expect(response.output_text).toBe(TEXT);
    const stream = client.responses.stream(asked);
    const numbers: number[] = [];
    stream.on('event', ({ sequence_number: number }) => numbers.push(number));
    const streamed = await stream.finalResponse();
    expect(streamed.output_text).toBe(TEXT);
    expect(streamed.usage?.output_tokens).toBe(response.usage?.output_tokens);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it('Google', async () => {
    const { url } = await aSimulator({ behaviour: ANSWER });
    const client = new GoogleGenAI({
      apiKey: 'a-key',
      vertexai: false,
      httpOptions: { baseUrl: url },
    });
    const asked = { model: 'gemini-3-pro', contents: 'Say it.' };
    const answer = await client.models.generateContent(asked);
    expect(answer.text).toBe(TEXT);
    let text = '';
    let last;
    for await (const piece of await client.models.generateContentStream(asked)) {
      text += piece.text ?? '';
      last = piece;
    }
    expect(text).toBe(TEXT);
    expect(last?.candidates?.[0]?.finishReason).toBe('STOP');
    expect(last?.usageMetadata?.totalTokenCount).toBe(answer.usageMetadata?.totalTokenCount);
    expect((await client.models.countTokens(asked)).totalTokens).toBeGreaterThan(0);
  });
});

describe('a Gemini stream without alt=sse', () => {
  it('is one JSON array', async () => {
    const simulator = await aSimulator({ behaviour: ANSWER });
    const url = `${simulator.url}/v1beta/models/gemini-3-pro:streamGenerateContent?key=a-key`;
    const answer = await fetch(url, { method: 'POST', body: '{"contents":[]}' });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const elements = (await answer.json()) as {
      candidates: { content: { parts: { text: string }[] } }[];
    }[];
    const texts = elements.map((one) => one.candidates[0]?.content.parts[0]?.text);
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join('')).toBe(TEXT);
    expect(simulator.last.asked.key).toBe('a-key');
  });
});
