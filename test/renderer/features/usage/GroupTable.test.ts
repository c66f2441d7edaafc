import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import GroupTable from '../../../../renderer/src/features/usage/GroupTable.svelte';
import { groupRows } from '../../../../renderer/src/features/usage/group-rows.ts';
import { usageTexts } from '../../../../renderer/src/features/usage/texts.ts';
import { usagePlaceOf } from '../../../../renderer/src/features/usage/usage-place.ts';
import { Language } from '../../../../renderer/src/i18n/language.svelte.ts';
import { someFigures, someStatistics } from '../../support/builders.ts';

const group = (channelId: number, channelName: string, unknownCostRequests = 0) => ({
  key: { channelId, channelName },
  total: someFigures({ requests: 4, failedOver: 1, unknownCostRequests }),
  buckets: [],
});
const statistics = someStatistics({
  groups: [group(1, 'main'), group(2, 'relay', 3), group(0, '')],
});

let remove: () => void = () => undefined;

function draw(props: Readonly<Record<string, unknown>> = {}): HTMLElement {
  const target = document.createElement('div');
  const place = usagePlaceOf(new URLSearchParams('model=opus'));
  const component = mount(GroupTable, {
    target,
    props: {
      data: { place, unit: 'day', at: 0, statistics },
      rows: groupRows(statistics, 'channel', usageTexts.en),
      sorting: { column: 'requests', isRising: false },
      language: new Language(['en'], { read: () => null, write: () => undefined }),
      onSort: () => undefined,
      onFilter: () => undefined,
      ...props,
    },
  });
  remove = () => void unmount(component);
  flushSync();
  return target;
}

const row = (target: HTMLElement, name: string) =>
  [...target.querySelectorAll('tbody tr')].find((one) => one.textContent.includes(name));

describe('GroupTable', () => {
  afterEach(() => {
    remove();
  });

  it('leads from counts to their requests, within the filters', () => {
    const links = [...(row(draw(), 'main')?.querySelectorAll('a') ?? [])].map(
      (link) => new URLSearchParams(link.getAttribute('href')?.split('?')[1]).get('filter') ?? '',
    );
    expect(links[0]).toMatch(/^channel:#1 model:opus after:/);
    expect(links[1]).toMatch(/^channel:#1 model:opus is:failed-over after:/);
  });

  it('has no link for requests that no filter finds', () => {
    expect(row(draw(), 'No channel')?.querySelector('a, button')).toBeNull();
  });

  it('says that a cost is unknown, and of how many requests', () => {
    const text = row(draw(), 'relay')?.textContent.replace(/\s+/g, ' ');
    expect(text).toContain('unknown 3 without a price');
  });

  it('turns the order of the column that it is sorted by', () => {
    const sorted: unknown[] = [];
    const target = draw({ onSort: (sorting: unknown) => sorted.push(sorting) });
    const heading = target.querySelector('th[aria-sort]');
    expect(heading?.getAttribute('aria-sort')).toBe('descending');
    heading?.querySelector('button')?.click();
    target.querySelector<HTMLButtonElement>('th button')?.click();
    expect(sorted).toEqual([
      { column: 'requests', isRising: true },
      { column: 'name', isRising: true },
    ]);
  });

  it('shows only one group when its name is pressed', () => {
    const wanted: string[] = [];
    const target = draw({ onFilter: (value: string) => wanted.push(value) });
    row(target, 'relay')?.querySelector<HTMLButtonElement>('button')?.click();
    expect(wanted).toEqual(['2']);
  });
});
