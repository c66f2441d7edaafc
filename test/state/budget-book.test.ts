import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localZone } from '../../main/app/local-zone.ts';
import type { ChannelId } from '../../main/contracts/channel.ts';
import type { Notice, NoticeDraft, NoticeId } from '../../main/contracts/notice.ts';
import { findCandidates } from '../../main/core/candidates.ts';
import { BudgetBook, type BudgetSubject } from '../../main/state/budget-book.ts';
import { MoneyBook, type Payer, type Spent } from '../../main/state/money-book.ts';
import { DEFAULT_SETTINGS } from '../../main/state/default-settings.ts';
import { aChannel } from '../support/channel-builder.ts';

const CHANNEL: Payer = { kind: 'channel', id: 1 };
const TOKEN: Payer = { kind: 'token', id: 1 };
const DAY_MS = 86_400_000;
/** The unit of these tests, so that a limit of 1000 of them has round shares. */
const USD = 1e-9;

/** The books about money with a database of their own that survives a restart. */
class World {
  now = Date.parse('2026-11-28T12:00:00Z');
  readonly stored = new Map<string, Spent>();
  readonly told: Notice[] = [];
  readonly subjects = new Map<string, BudgetSubject>();
  money!: MoneyBook;
  budgets!: BudgetBook;

  constructor() {
    for (const payer of [CHANNEL, TOKEN]) this.set(payer, {});
    this.start();
  }

  start(): void {
    this.money = new MoneyBook({
      zone: localZone('Europe/Berlin'),
      now: () => this.now,
      onBooked: (payer) => {
        this.budgets.booked(payer);
      },
    });
    this.budgets = new BudgetBook({
      money: this.money,
      subjects: () => [...this.subjects.values()],
      subjectOf: ({ kind }) => this.subjects.get(kind),
      announce: (draft: NoticeDraft) => {
        this.told.push({ ...draft, id: (this.told.length + 1) as NoticeId, at: this.now });
      },
    });
    this.money.load([...this.stored.values()]);
    this.budgets.load(this.told);
    this.budgets.refresh();
  }

  save(): void {
    for (const one of this.money.takeUnsaved()) {
      this.stored.set(`${one.kind} ${String(one.id)} ${one.period}`, one);
    }
  }

  /** Limits in thousandths of what they are usually set to. */
  set(payer: Payer, change: Partial<BudgetSubject['limits'] & BudgetSubject['steps']>): void {
    const before = this.subjects.get(payer.kind);
    const { dayUsd = null, monthUsd = null, ...steps } = change;
    this.subjects.set(payer.kind, {
      payer,
      name: payer.kind,
      limits: { dayUsd, monthUsd },
      steps: {
        alertPercents: [80, 95, 100],
        cheaperPercent: payer.kind === 'channel' ? 95 : 0,
        pausePercent: 100,
        ...before?.steps,
        ...steps,
      },
    });
  }

  get texts(): string[] {
    return this.told.map(
      ({ subject, periodName, percent, action }) =>
        `${subject.kind} ${periodName} ${String(percent)} ${action}`,
    );
  }
}

describe('alerts of a budget', () => {
  it('come once for each share, for the day and the month, with what is done', () => {
    const world = new World();
    world.set(CHANNEL, { dayUsd: 1000 * USD, monthUsd: 2000 * USD });
    for (let step = 0; step < 25; step++) world.money.book(CHANNEL, 50);
    expect(world.texts).toEqual([
      'channel 2026-11-28 80 none',
      'channel 2026-11-28 95 cheaperModel',
      'channel 2026-11-28 100 pause',
    ]);
    expect(world.told[0]).toMatchObject({
      code: 'budget.share-reached',
      subject: { kind: 'channel', id: 1, name: 'channel' },
      period: 'day',
      periodEndsAt: Date.parse('2026-11-28T23:00:00Z'),
      percent: 80,
      spentNanoUsd: 800,
      limitNanoUsd: 1000,
    });
    world.now += DAY_MS;
    world.money.book(CHANNEL, 999);
    expect(world.texts.slice(3)).toEqual([
      'channel 2026-11-29 95 cheaperModel',
      'channel 2026-11 100 pause',
    ]);
  });

  it('leap over the shares that one request passes', () => {
    const world = new World();
    world.set(TOKEN, { monthUsd: 1000 * USD });
    world.money.book(TOKEN, 5000);
    world.money.book(TOKEN, 5000);
    expect(world.texts).toEqual(['token 2026-11 100 pause']);
  });

  it('come at once when a limit is lowered, and not again when it is raised and lowered', () => {
    const world = new World();
    const limit = (monthUsd: number | null) => {
      world.set(TOKEN, { monthUsd });
      world.budgets.refresh();
    };
    world.money.book(TOKEN, 850);
    limit(1000 * USD);
    expect(world.texts).toEqual(['token 2026-11 80 none']);
    limit(2000 * USD);
    limit(1000 * USD);
    limit(null);
    limit(1000 * USD);
    expect(world.told).toHaveLength(1);
    limit(800 * USD);
    expect(world.texts.slice(1)).toEqual(['token 2026-11 100 pause']);
  });

  it('are not for limits of nothing, which forbid everything from the first', () => {
    const world = new World();
    world.set(TOKEN, { dayUsd: 0 });
    world.money.book(TOKEN, 1);
    expect(world.told).toEqual([]);
  });

  it('come exactly once for each share and period, whatever happens in between', () => {
    const payer = fc.constantFrom(CHANNEL, TOKEN);
    const limit = fc.option(fc.constantFrom(0, 100, 500, 1000, 1500, 4000), { nil: null });
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant('book' as const),
          payer,
          nanoUsd: fc.integer({ min: 0, max: 400 }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('wait' as const),
          ms: fc.integer({ min: 0, max: 2 * DAY_MS }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('restart' as const), isKilled: fc.boolean() }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('limit' as const),
          payer,
          day: limit,
          month: limit,
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('percents' as const),
          payer,
          percents: fc.subarray([50, 80, 95, 100, 120]),
        }),
      },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World();
        for (const one of steps) {
          switch (one.kind) {
            case 'book':
              world.money.book(one.payer, one.nanoUsd);
              break;
            case 'wait':
              world.now += one.ms;
              break;
            case 'restart':
              // Killed: what was spent in the last two seconds is lost, what was told is not.
              if (!one.isKilled) world.save();
              world.start();
              break;
            case 'limit': {
              const usd = (nano: number | null) => (nano === null ? null : nano * USD);
              world.set(one.payer, { dayUsd: usd(one.day), monthUsd: usd(one.month) });
              world.budgets.refresh();
              break;
            }
            case 'percents': {
              const { limits } = world.subjects.get(one.payer.kind) ?? { limits: {} };
              world.set(one.payer, { ...limits, alertPercents: one.percents });
              world.budgets.refresh();
              break;
            }
          }
          expectAllTold(world);
        }
        // None twice, and none that lies below one that was told: so none of two orders.
        const highest = new Map<string, number>();
        for (const { subject, periodName, percent, spentNanoUsd, limitNanoUsd } of world.told) {
          const name = `${subject.kind} ${periodName}`;
          expect(percent).toBeGreaterThan(highest.get(name) ?? 0);
          expect(spentNanoUsd * 100).toBeGreaterThanOrEqual(limitNanoUsd * percent);
          highest.set(name, percent);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Whatever share is reached now was told, or a higher one of its period. */
function expectAllTold(world: World): void {
  for (const { payer, limits, steps } of world.subjects.values()) {
    for (const [period, limitUsd] of [
      ['day', limits.dayUsd],
      ['month', limits.monthUsd],
    ] as const) {
      if (limitUsd === null || limitUsd === 0) continue;
      const { spentNanoUsd } = world.money.spendingOf(payer, period);
      const limitNanoUsd = Math.round(limitUsd / USD);
      const reached = steps.alertPercents.filter((one) => spentNanoUsd * 100 >= limitNanoUsd * one);
      const told = world.told.filter(
        ({ subject, periodName }) =>
          subject.kind === payer.kind && periodName === world.money.today()[period],
      );
      expect(Math.max(0, ...told.map(({ percent }) => percent))).toBeGreaterThanOrEqual(
        Math.max(0, ...reached),
      );
    }
  }
}

describe('cheaper models', () => {
  const channels = [
    aChannel(1, { cheaperModels: [{ model: 'dear', cheaper: 'cheap' }] }),
    aChannel(2, { cheaperModels: [{ model: 'dear', cheaper: 'cheap' }] }),
  ];
  const asked = (model: string) =>
    findCandidates(channels, { accepts: ['anthropic'], model, rules: DEFAULT_SETTINGS });
  const dear = asked('dear');

  const modelsOf = (world: World, candidates = dear) =>
    world.budgets.applied(candidates).eligible.map(({ upstreamModels }) => upstreamModels[0]);

  it('are asked for from the share on, until the period ends', () => {
    const world = new World();
    world.set(CHANNEL, { dayUsd: 1000 * USD });
    world.money.book(CHANNEL, 949);
    expect(world.budgets.applied(dear)).toBe(dear);
    expect(world.budgets.cheaperFor(1 as ChannelId)).toBeNull();
    world.money.book(CHANNEL, 1);
    expect(modelsOf(world)).toEqual(['cheap', 'dear']);
    expect(world.budgets.cheaperFor(1 as ChannelId)).toMatchObject({
      period: 'day',
      limitNanoUsd: 1000,
      spentNanoUsd: 950,
    });
    world.now += DAY_MS;
    expect(modelsOf(world)).toEqual(['dear', 'dear']);
  });

  it('are asked for after a restart too, and no longer when the limit is raised', () => {
    const world = new World();
    world.set(CHANNEL, { monthUsd: 1000 * USD });
    world.money.book(CHANNEL, 960);
    world.save();
    world.start();
    expect(modelsOf(world)).toEqual(['cheap', 'dear']);
    world.set(CHANNEL, { monthUsd: 2000 * USD });
    world.budgets.refresh();
    expect(modelsOf(world)).toEqual(['dear', 'dear']);
    world.set(CHANNEL, { monthUsd: 1000 * USD, cheaperPercent: 0 });
    world.budgets.refresh();
    expect(modelsOf(world)).toEqual(['dear', 'dear']);
  });

  it('leave models alone of which the table does not speak', () => {
    const world = new World();
    world.set(CHANNEL, { dayUsd: 1000 * USD });
    world.money.book(CHANNEL, 999);
    const other = asked('other');
    expect(world.budgets.applied(other)).toBe(other);
  });

  it('cost a request no new list', () => {
    const world = new World();
    world.set(CHANNEL, { dayUsd: 1000 * USD });
    world.money.book(CHANNEL, 960);
    const first = world.budgets.applied(dear);
    world.money.book(CHANNEL, 1);
    expect(world.budgets.applied(dear)).toBe(first);
  });
});
