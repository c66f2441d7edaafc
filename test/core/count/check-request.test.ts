import { describe, expect, it } from 'vitest';
import { checkCountRequest, checkGeminiCount } from '../../../main/core/count/check-request.ts';

const HELLO = [{ role: 'user', content: 'Hello' }];
const withContent = (content: unknown) => ({ model: 'm', messages: [{ role: 'user', content }] });

describe('checkCountRequest', () => {
  it.each([
    [{ messages: HELLO }, 'model: Field required'],
    [{ model: 1, messages: HELLO }, 'model: Input should be a valid string'],
    [{ model: '', messages: HELLO }, 'model: String should have at least 1 character'],
    [{ model: 'm' }, 'messages: Field required'],
    [{ model: 'm', messages: {} }, 'messages: Input should be a valid list'],
    [{ model: 'm', messages: [] }, 'messages: at least one message is required'],
    [{ model: 'm', messages: ['x'] }, 'messages.0: Input should be a valid dictionary'],
    [{ model: 'm', messages: [...HELLO, { content: '' }] }, 'messages.1.role: Field required'],
    [
      { model: 'm', messages: [{ role: 'tool', content: '' }] },
      "messages.0.role: Input should be 'user' or 'assistant'",
    ],
    [{ model: 'm', messages: [{ role: 'user' }] }, 'messages.0.content: Field required'],
    [withContent(3), 'messages.0.content: Input should be a valid string or list'],
    [withContent([{}]), 'messages.0.content.0.type: Field required'],
    [withContent([{ type: 'text' }]), 'messages.0.content.0.text: Field required'],
    [{ model: 'm', messages: HELLO, system: 7 }, 'system: Input should be a valid string or list'],
    [{ model: 'm', messages: HELLO, tools: 'all' }, 'tools: Input should be a valid list'],
    [{ model: 'm', messages: HELLO, tools: [{}] }, 'tools.0.name: Field required'],
    [[], 'The request body must be a JSON object.'],
  ])('of %j says: %s', (request, expected) => {
    expect(checkCountRequest(request)).toBe(expected);
  });

  it('has nothing against a request with all its parts', () => {
    const block = { type: 'text', text: 'Hello' };
    const tools = [{ name: 'look' }];
    const messages = [{ role: 'user', content: [block, { type: 'of the future' }] }];
    expect(checkCountRequest({ model: 'm', system: [block], messages, tools })).toBeNull();
  });
});

describe('checkGeminiCount', () => {
  it.each([
    [{ contents: [{ parts: [{ text: 'Hello' }] }] }, null],
    [{ generate_content_request: { contents: [{}] } }, null],
    [{}, '* contents: contents is not specified'],
    [{ contents: 'Hello' }, '* contents: must be a list'],
  ])('of %j says: %s', (request, expected) => {
    expect(checkGeminiCount(request)).toBe(expected);
  });
});
