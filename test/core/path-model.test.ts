import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPathModel, replacePathModel } from '../../main/core/path-model.ts';

describe('findPathModel', () => {
  it.each([
    ['/v1beta/models/gemini-2.5-pro:generateContent', 'gemini-2.5-pro', 'generateContent'],
    ['/v1/models/gemini-2.5-pro:countTokens', 'gemini-2.5-pro', 'countTokens'],
    ['/v1beta/models/llama3:8b:generateContent', 'llama3:8b', 'generateContent'],
    ['/v1beta/models/openai/gpt-4o:generateContent', 'openai/gpt-4o', 'generateContent'],
    ['/v1beta/models/veo/operations/abc', 'veo', null],
    ['/v1beta/models/gemini-2.5-pro', 'gemini-2.5-pro', null],
    ['/v1beta/models/llama3:8b', 'llama3:8b', null],
  ])('finds the model of %s', (path, model, method) => {
    expect(findPathModel(path)).toMatchObject({ model, method });
  });

  it.each([
    '/v1beta/models',
    '/v1beta/models/',
    '/v1beta/models/:generateContent',
    '/v1beta/files/a',
  ])('finds none in %s', (path) => {
    expect(findPathModel(path)).toBeNull();
  });
});

describe('replacePathModel', () => {
  it.each([
    ['/v1beta/models/a:generateContent', 'b', '/v1beta/models/b:generateContent'],
    ['/v1beta/models/a%2Fb:streamGenerateContent', 'c', '/v1beta/models/c:streamGenerateContent'],
    ['/v1beta/models/a%3AgenerateContent', 'b', '/v1beta/models/b:generateContent'],
    ['/v1beta/models/a/operations/x%3Fy', 'b', '/v1beta/models/b/operations/x%3Fy'],
    ['/v1beta/models/a:countTokens', 'llama3:8b', '/v1beta/models/llama3:8b:countTokens'],
    ['/v1beta/models/a:countTokens', 'x/y?z', '/v1beta/models/x%2Fy%3Fz:countTokens'],
    ['/v1beta/files/a', 'b', '/v1beta/files/a'],
  ])('makes %s with %s into %s', (path, model, replaced) => {
    expect(replacePathModel(path, model)).toBe(replaced);
  });

  it('puts any name where reading finds it again, and changes nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (model) => {
        const path = replacePathModel('/v1beta/models/a:generateContent', model);
        expect(path).toMatch(/^\/v1beta\/models\/[^/?#]+:generateContent$/);
        expect(findPathModel(decodeURIComponent(path))).toMatchObject({
          model,
          method: 'generateContent',
        });
      }),
    );
  });
});
