import { describe, expect, it } from 'vitest';
import { CLIMATES } from '../../main/simulator/climates.ts';
import { CATALOGUE } from '../../main/simulator/catalogue.ts';
import { listMoods, moodOfKey, readMood } from '../../main/simulator/read-mood.ts';

describe('the name of a mood', () => {
  it.each(CATALOGUE.map(({ name, parameters }) => [name, parameters] as const))(
    '%s is read with as few and as many numbers as it takes',
    (name, parameters) => {
      const needed = parameters.filter(({ fallback }) => fallback === null);
      const numbers = (list: typeof parameters) =>
        list.map(({ max }) => `-${String(max)}`).join('');
      expect(readMood(name + numbers(needed))).toMatchObject({ kind: 'steady' });
      expect(readMood(name + numbers(parameters))).toMatchObject({ kind: 'steady' });
      expect(readMood(`${name}${numbers(parameters)}-1`)).toBeNull();
    },
  );

  it('combines parts with a plus', () => {
    expect(readMood('slow-100-20+gzip+odd+close-middle')).toMatchObject({
      behaviour: {
        pace: { headAfterMs: 100, pauseMs: 20 },
        coding: 'gzip',
        framing: 'odd',
        cut: { at: 'middle', how: 'close' },
      },
    });
  });

  it('keeps how an answer is delivered when the answer is left to chance', () => {
    expect(readMood('flaky-25-503+gzip')).toMatchObject({
      kind: 'flaky',
      chance: 0.25,
      failing: { coding: 'gzip', content: { fault: { status: 503 } } },
      otherwise: { coding: 'gzip', content: { kind: 'answer' } },
    });
  });

  it.each([
    '',
    'status',
    'status-200',
    'status-600',
    'status-529-1',
    'Healthy',
    'healthy-',
    '+gzip',
    'flaky-101',
    'moody-sunny-1',
    'moody-rough-1+gzip',
  ])('"%s" means nothing', (text) => {
    expect(readMood(text)).toBeNull();
  });

  it('is known for every spell of every climate', () => {
    for (const name of Object.keys(CLIMATES))
      expect(readMood(`moody-${name}-3`)).toMatchObject({ kind: 'changing' });
  });
});

describe('a key', () => {
  it('that is somebody else’s chooses nothing', () => {
    expect(moodOfKey('sk-ant-api03-0123')).toBeUndefined();
  });

  it('may end with a label', () => {
    expect(moodOfKey('sk-sim-status-529_second')).toEqual(
      expect.objectContaining({ kind: 'steady' }),
    );
  });

  it('with a name that nobody knows is a mistake', () => {
    expect(moodOfKey('sk-sim-unheard-of')).toBeNull();
  });
});

describe('the list', () => {
  it('shows what must and what may be given', () => {
    const usages = listMoods().map(({ usage }) => usage);
    expect(usages).toContain('status-<status>');
    expect(usages).toContain('slow[-<headMs>[-<pauseMs>]]');
    expect(usages).toContain('moody-rough[-<seed>]');
    expect(new Set(usages).size).toBe(usages.length);
  });
});
