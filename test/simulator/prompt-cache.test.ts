import { describe, expect, it } from 'vitest';
import { PromptCache, type CacheUse } from '../../main/simulator/prompt-cache.ts';

const MINUTE = 60_000;

function uses(...requests: readonly (readonly [key: string, body: object | string, at: number])[]) {
  const cache = new PromptCache();
  return requests.map(([key, body, at]): CacheUse => {
    const asked = {
      protocol: 'anthropic',
      operation: 'generate',
      form: 'json',
      model: 'm',
      key,
    } as const;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return cache.use(asked, Buffer.from(text), at);
  });
}

const mark = { cache_control: { type: 'ephemeral' } };
const first = { system: 'S', messages: [{ role: 'user', content: 'a', ...mark }] };
const second = {
  system: 'S',
  messages: [
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b', ...mark },
  ],
};

describe('PromptCache', () => {
  it('reads what the same key has seen, wherever the marks stand', () => {
    const [one, two] = uses(['k', first, 0], ['k', second, 1]);
    expect(one?.read).toBe(0);
    expect(two?.read).toBe(one?.created);
    expect(two?.created).toBeGreaterThan(0);
  });

  it('begins anew with another key, another beginning, and after five minutes', () => {
    const all = uses(
      ['k', first, 0],
      ['other', first, 1],
      ['k', { ...first, system: 'T' }, 2],
      ['k', first, 5 * MINUTE + 1],
    );
    expect(all.map(({ read }) => read)).toEqual([0, 0, 0, 0]);
  });

  it('has nothing of what it cannot read', () => {
    expect(uses(['k', '{', 0], ['k', '7', 1])).toEqual([
      { read: 0, created: 0 },
      { read: 0, created: 0 },
    ]);
  });
});
