import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../main/contracts/constants.ts';
import { listedModels, modelsPath, trialRequest } from '../../main/core/probe-requests.ts';
import { routeRequest } from '../../main/core/route.ts';
import { lookup } from '../support/header-lookup.ts';

describe('trialRequest', () => {
  it.each(PROTOCOLS)('is a request of %s by our own rules', (protocol) => {
    for (const isStreaming of [false, true]) {
      const { path, body } = trialRequest(protocol, 'some/model', null, isStreaming);
      const route = routeRequest('POST', path, lookup());
      expect(route).toMatchObject({ kind: 'proxy', protocol });
      expect(JSON.parse(body)).toBeTypeOf('object');
      expect(body.includes('"stream":true') || path.includes('alt=sse')).toBe(isStreaming);
    }
  });

  it('asks what a person typed', () => {
    expect(trialRequest('anthropic', 'm', 'say "hi"', false).body).toContain('say \\"hi\\"');
  });
});

describe('listedModels', () => {
  it.each([
    ['OpenAI and Anthropic', { data: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] }, ['a', 'b']],
    ['Gemini', { models: [{ name: 'models/gemini-x' }] }, ['gemini-x']],
    ['bare names', ['a', 'b'], ['a', 'b']],
    ['an empty list', { data: [] }, []],
    ['an error', { error: { message: 'no' } }, null],
    ['entries without a name', { data: [{}, null, { id: '' }, 7] }, []],
  ])('reads %s', (_what, body, expected) => {
    expect(listedModels(JSON.stringify(body))).toEqual(expected);
  });

  it('knows that a page is no list', () => {
    expect(listedModels('<html>')).toBeNull();
  });

  it.each(PROTOCOLS)('asks %s in one page', (protocol) => {
    expect(modelsPath(protocol)).toMatch(/^\/v1(beta)?\/models/);
  });
});
