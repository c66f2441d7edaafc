import { describe, expect, it } from 'vitest';
import type { RequestDetailView } from '#contracts/admin-api';
import AttemptWaterfall from '../../../../renderer/src/features/requests/AttemptWaterfall.svelte';
import { anAttempt, aRecord } from '../../support/builders.ts';
import { chinese, draw, english } from '../../support/draw.ts';

const FAILED = anAttempt({
  channelName: 'relay',
  status: 529,
  blame: 'model',
  outcome: 'answered',
  durationMs: 500,
  firstByteMs: null,
  cooled: { scope: 'model', until: 1_120_000 },
});
const SECOND = anAttempt({ number: 2, startedAt: 1_000_500, durationMs: 500, firstByteMs: 250 });

function waterfall(attempts: RequestDetailView['attempts'], language = english): HTMLElement {
  const skipped: RequestDetailView['skipped'] = [
    {
      channelId: SECOND.channelId,
      channelName: 'spare',
      kind: 'limit',
      text: 'was at one of its limits a moment ago',
    },
  ];
  const detail = { record: aRecord(), attempts, skipped };
  return draw(AttemptWaterfall, { detail, now: 1_001_000, language }).target;
}

const style = (target: HTMLElement, selector: string) =>
  [...target.querySelectorAll<HTMLElement>(selector)].map(({ style }) => [style.left, style.width]);

describe('the waterfall of a request', () => {
  it('draws every attempt on one time axis', () => {
    const target = waterfall([FAILED, SECOND]);
    expect(style(target, '.waiting')).toEqual([
      ['0%', '50%'],
      ['50%', '25%'],
    ]);
    expect(style(target, '.streaming').at(-1)).toEqual(['75%', '25%']);
  });

  it('marks the first byte of the one that answered, and the end of the one that failed', () => {
    const target = waterfall([FAILED, SECOND]);
    expect(style(target, '.track .first').map(([left]) => left)).toEqual(['75%']);
    expect(style(target, '.track .cap').map(([left]) => left)).toEqual(['50%']);
    expect(target.textContent).toContain('529');
  });

  it('explains no mark that is not there', () => {
    expect(waterfall([anAttempt()]).querySelector('.cap-key')).toBeNull();
  });

  it('says the same in a table for those who do not see it', () => {
    const target = waterfall([FAILED, SECOND]);
    expect(target.querySelector('.fall')?.getAttribute('aria-hidden')).toBe('true');
    const rows = [...target.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/relay.*529/s);
  });

  it('tells of skipped channels and of what cooled down in the language of the page', () => {
    expect(waterfall([FAILED]).textContent).toContain('spare was at one of its limits');
    const text = waterfall([FAILED], chinese).textContent;
    expect(text).toContain('spare 未尝试：刚才达到了一项限额');
    expect(text).toContain('relay 上的该模型冷却至');
  });

  it('says that no channel was tried', () => {
    expect(waterfall([]).querySelector('.fall')).toBeNull();
  });
});
