import { describe, expect, it } from 'vitest';
import { KeptResponses } from '../../main/state/kept-responses.ts';

function response(id: string, bytes: number): { id: string; items: Uint8Array } {
  return { id, items: new Uint8Array(bytes) };
}

describe('responses that are kept for open connections', () => {
  it('take the place of the one before, and give their room back', () => {
    const kept = new KeptResponses<string>();
    kept.put('a', response('1', 60), 100);
    kept.put('a', response('2', 100), 100);
    expect(kept.get('a')?.id).toBe('2');
    kept.drop('a');
    kept.put('b', response('3', 100), 100);
    expect([kept.get('a'), kept.get('b')?.id]).toEqual([null, '3']);
  });

  it('are given up in the order in which they came when there are too many', () => {
    const kept = new KeptResponses<string>();
    for (const owner of ['a', 'b', 'a', 'c']) kept.put(owner, response(owner, 40), 100);
    expect(['a', 'b', 'c'].map((owner) => kept.get(owner)?.id)).toEqual(['a', undefined, 'c']);
    kept.put('d', response('d', 101), 100);
    expect(['a', 'b', 'c', 'd'].map((owner) => kept.get(owner))).toEqual([null, null, null, null]);
  });
});
