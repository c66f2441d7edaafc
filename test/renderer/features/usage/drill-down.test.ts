// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../../renderer/src/app/place.ts';
import {
  errorTerms,
  filtersOfGroup,
  requestsFilter,
  requestsHref,
} from '../../../../renderer/src/features/usage/drill-down.ts';

const range = { from: Date.parse('2026-11-23T23:00Z'), to: Date.parse('2026-11-24T22:30Z') };
const span = 'after:2026-11-23T23:00Z before:2026-11-24T22:30Z';

describe('the requests behind a number', () => {
  it('are asked for in the words of the filter', () => {
    const filters = { channel: '3', token: '2', model: 'a "b" \\c', client: 'codex' };
    expect(requestsFilter({ range, filters, terms: ['is:failed-over'] })).toBe(
      `channel:#3 token:#2 model:"a \\"b\\" \\\\c" client:codex is:failed-over ${span}`,
    );
  });

  it('are found at the screen of requests', () => {
    const { screen, params } = placeOf(requestsHref({ range, filters: { protocol: 'gemini' } }));
    expect(screen).toBe('requests');
    expect(params.get('filter')).toBe(`protocol:gemini ${span}`);
  });

  it('are those of the group within the filters', () => {
    const key = { channelId: 3, channelName: 'main' };
    expect(filtersOfGroup(key, 'channel', { model: 'x' })).toEqual({ model: 'x', channel: '3' });
  });

  it('cannot be asked for where the filter has no word for the group', () => {
    expect(filtersOfGroup(null, 'channel', {})).toBeNull();
    expect(filtersOfGroup({ channelId: 0 }, 'channel', {})).toBeNull();
    expect(filtersOfGroup({ model: '' }, 'model', {})).toBeNull();
  });
});

describe('failures that say the same', () => {
  it('are looked for by their status and the longest piece of their text', () => {
    const error = {
      outcome: 'answered',
      status: 529,
      detail: 'id … is overloaded, retry',
    } as const;
    expect(errorTerms(error)).toEqual(['status:529', 'error:"is overloaded, retry"']);
  });

  it('are those with the outcome of a whole request', () => {
    expect(errorTerms({ outcome: 'noCandidate', status: 503, detail: 'No channel' })).toEqual([
      'outcome:noCandidate',
    ]);
  });

  it('are all failures where hardly a word is left', () => {
    expect(errorTerms({ outcome: 'reset', status: null, detail: '…' })).toEqual(['is:failed']);
  });
});
