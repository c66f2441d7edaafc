import { describe, expect, it } from 'vitest';
import { aUsage } from '../../support/usage-builder.ts';
import { metered, stream } from './metered.ts';

const PARTS = [{ content: { parts: [{ text: 'a' }] } }];

function answer(usageMetadata: object): object {
  return { candidates: PARTS, usageMetadata, modelVersion: 'gemini-a' };
}

describe('the usage of a Gemini answer', () => {
  it('has cached tokens within the prompt, prompts of tools beside it, and thoughts in the output', () => {
    const usage = {
      promptTokenCount: 100,
      cachedContentTokenCount: 60,
      toolUsePromptTokenCount: 25,
      candidatesTokenCount: 8,
      thoughtsTokenCount: 30,
      totalTokenCount: 163,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 88 },
        { modality: 'AUDIO', tokenCount: 12 },
      ],
      candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 3 }],
      serviceTier: 'standard',
    };
    expect(metered('gemini', JSON.stringify(answer(usage)))).toEqual(
      aUsage({
        inputTokens: 65,
        cacheReadTokens: 60,
        outputTokens: 38,
        reasoningTokens: 30,
        inputAudioTokens: 12,
        outputAudioTokens: 3,
        serviceTier: 'standard',
        returnedModel: 'gemini-a',
      }),
    );
  });

  it('is read in the protobuf spelling too', () => {
    const usage_metadata = {
      prompt_token_count: 5,
      candidates_token_count: 2,
      thoughts_token_count: 1,
    };
    expect(metered('gemini', JSON.stringify({ usage_metadata }))).toMatchObject({
      inputTokens: 5,
      outputTokens: 3,
      reasoningTokens: 1,
    });
  });

  it('is read where another object is wrapped around the answer', () => {
    const usage = { promptTokenCount: 5, candidatesTokenCount: 2 };
    const text = stream({ response: answer(usage) });
    expect(metered('gemini', text)).toMatchObject({ inputTokens: 5, returnedModel: 'gemini-a' });
  });

  it('has the rest of the total as output where no output is stated', () => {
    const usage = { promptTokenCount: 5, totalTokenCount: 12 };
    expect(metered('gemini', JSON.stringify(answer(usage)))).toMatchObject({ outputTokens: 7 });
  });

  it('does not believe a total that contradicts the parts', () => {
    const usage = { promptTokenCount: 263, candidatesTokenCount: 35, totalTokenCount: 35 };
    expect(metered('gemini', JSON.stringify(answer(usage)))).toMatchObject({
      inputTokens: 263,
      outputTokens: 35,
    });
  });
});

describe('the usage of a Gemini stream', () => {
  const events = [
    answer({ promptTokenCount: 9, thoughtsTokenCount: 20, totalTokenCount: 29 }),
    answer({ promptTokenCount: 9, candidatesTokenCount: 3, totalTokenCount: 32 }),
    answer({ promptTokenCount: 9, candidatesTokenCount: 7, totalTokenCount: 36 }),
  ];
  const expected = aUsage({
    inputTokens: 9,
    outputTokens: 27,
    reasoningTokens: 20,
    returnedModel: 'gemini-a',
  });

  it('is the last of each count', () => {
    expect(metered('gemini', stream(...events))).toEqual(expected);
  });

  it('is the same when the stream is an array', () => {
    expect(metered('gemini', JSON.stringify(events))).toEqual(expected);
    expect(metered('gemini', JSON.stringify(events, null, 2))).toEqual(expected);
  });

  it('is what was seen when the array breaks off', () => {
    const text = JSON.stringify(events);
    const cut = text.slice(0, text.lastIndexOf('candidatesTokenCount'));
    expect(metered('gemini', cut)).toMatchObject({ outputTokens: 23 });
  });
});
