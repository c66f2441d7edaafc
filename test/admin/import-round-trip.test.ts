import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newDraft } from '../../main/admin/channel-draft.ts';
import { TREE_PARSERS } from '../../main/admin/import-parsers.ts';
import { planImport } from '../../main/admin/import-plan.ts';
import { channelInputSchema } from '../../main/contracts/channel.schema.ts';
import type { Channel, ChannelDraft } from '../../main/contracts/channel.ts';
import {
  CHECK_KINDS,
  KEY_STRATEGIES,
  PROTOCOLS,
  TAKE_BACKS,
  URL_ORDERS,
} from '../../main/contracts/constants.ts';
import { channelTable } from '../../main/core/import/csv-export.ts';
import { readText } from '../../main/core/import/read-text.ts';
import { ChannelBook } from '../../main/state/channel-book.ts';
import { SettingsBook } from '../../main/state/settings-book.ts';
import { TokenBook } from '../../main/state/token-book.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';

const deps = {
  books: {
    channels: new ChannelBook(),
    tokens: new TokenBook(),
    settings: new SettingsBook({ values: {}, lockedBy: {} }, {}),
  },
  isOwnAddress: () => false,
  isOwnToken: () => false,
};

const nullOr = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });
const listOf = <T>(one: fc.Arbitrary<T>, selector: (value: T) => unknown, minLength = 0) =>
  fc.uniqueArray(one, { minLength, maxLength: 4, selector });
/** What tables, lists, formulas and JSON stumble over, beside everyday text. */
const text = (maxLength: number) =>
  fc
    .array(
      fc.constantFrom(
        ...'aZ09-_. ',
        ...'=+@\'\\[{}];,|，；、"#%&',
        '中',
        'é',
        '😀',
        '1e3',
        'null',
        '""',
      ),
      { minLength: 1, maxLength },
    )
    .map((parts) => parts.join(''));
const visible = text(6).map((one) => one.replaceAll(/[^\x21-\x7e]/g, '~'));
const protocols = fc.uniqueArray(fc.constantFrom(...PROTOCOLS), { minLength: 1, maxLength: 4 });
const host = fc.constantFrom('a', 'b', 'c', 'd', 'e');

const input = fc.record(
  {
    name: text(8),
    isEnabled: fc.boolean(),
    protocols,
    priority: fc.integer({ min: -1000, max: 1000 }),
    weight: nullOr(fc.integer({ min: 1, max: 1000 })),
    keyStrategy: fc.constantFrom(...KEY_STRATEGIES),
    urls: listOf(
      fc.record({
        url: fc
          .tuple(
            host,
            visible.map((one) => one.replaceAll(/[^\w-]/g, ',')),
          )
          .map(([name, path]) => `https://${name}.example/${path}`),
        isExact: fc.boolean(),
        isEnabled: fc.boolean(),
        protocols: nullOr(protocols),
      }),
      ({ url }) => url,
      1,
    ),
    keys: listOf(
      fc.record({
        secret: visible,
        note: fc.option(text(5), { nil: '' }),
        isEnabled: fc.boolean(),
      }),
      ({ secret }) => secret,
    ),
    models: listOf(
      fc.record({
        name: text(4),
        upstreamNames: listOf(text(4), String),
        isEnabled: fc.boolean(),
      }),
      ({ name }) => name.trim(),
      1,
    ),
    headers: listOf(
      fc.record({
        name: fc.constantFrom('x-one', 'x-two', 'anthropic-beta'),
        value: nullOr(visible),
      }),
      ({ name }) => name,
    ),
    proxyUrl: nullOr(
      fc.constantFrom('direct', 'http://p.example:1', 'socks5://u:p%40@p.example:2'),
    ),
    urlOrder: fc.constantFrom(...URL_ORDERS),
    isTlsInsecure: fc.boolean(),
    modelOverride: nullOr(text(4)),
    takeBack: fc.constantFrom(...TAKE_BACKS),
    priceMultiplier: fc.integer({ min: 0, max: 5_000_000 }).map((millionths) => millionths / 1e6),
    limits: fc.record({
      dayUsd: nullOr(fc.integer({ min: 1, max: 99_999 }).map((cents) => cents / 100)),
      monthUsd: nullOr(fc.integer({ min: 1, max: 99_999 }).map((cents) => cents / 100)),
      requestsPerMinute: nullOr(fc.integer({ min: 1, max: 999 })),
      maxConcurrency: nullOr(fc.integer({ min: 1, max: 99 })),
      hours: fc.constantFrom(null, { from: '08:00', to: '20:30' }, { from: '22:00', to: '06:00' }),
    }),
    cheaperModels: listOf(
      fc.record({ model: text(4), cheaper: fc.constantFrom('cheap', 'a,b', '="x"') }),
      ({ model }) => model.trim(),
    ),
    overrides: fc.record(
      {
        connectTimeoutMs: fc.integer({ min: 1000, max: 9000 }),
        budgetAlertPercents: fc.constantFrom([50], [80, 95]),
        conversion: fc.constantFrom('never', 'whenNeeded'),
      },
      { requiredKeys: [] },
    ),
    checks: fc.record({
      isEnabled: fc.boolean(),
      kind: fc.constantFrom(...CHECK_KINDS),
      intervalMs: nullOr(fc.constant(120_000)),
      model: fc.constant(null),
    }),
    quirks: fc.record(
      {
        maxOutputTokens: nullOr(fc.integer({ min: 1, max: 9999 })),
        unsupported: fc.constantFrom([], ['top_k', 'seed']),
        hasTools: fc.boolean(),
        reasoningPlaceholder: nullOr(text(4)),
        systemRole: fc.constantFrom('system', 'developer', 'user'),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['name', 'urls', 'models'] },
);

/** Those of them that the admin API takes. */
const draft = input
  .map((one): ChannelDraft | null => {
    const parsed = channelInputSchema.safeParse(one);
    if (!parsed.success) return null;
    try {
      return newDraft(parsed.data, deps);
    } catch {
      return null;
    }
  })
  .filter((one) => one !== null);

const channelOf = (one: ChannelDraft, at: number) =>
  ({
    ...one,
    id: at + 1,
    urls: one.urls.map((url, index) => ({ ...url, id: index + 1 })),
    keys: one.keys.map((key, index) => ({ ...key, id: index + 1, mask: '…' })),
    position: at,
    createdAt: 1,
    updatedAt: 1,
  }) as unknown as Channel;

describe('any channels, written as a table', () => {
  it('are the same when they are read into an empty database', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(draft, {
          minLength: 1,
          maxLength: 3,
          selector: (one) => one.name.toLowerCase(),
        }),
        (drafts) => {
          const table = channelTable(drafts.map(channelOf), true);
          const { plan, drafts: read } = planImport(readText(table, TREE_PARSERS), null, deps);
          expect(plan.problems).toEqual([]);
          expect(plan.channels.map(({ errors }) => errors)).toEqual(drafts.map(() => ({})));
          expect([...read.values()].map((one) => one.draft)).toEqual(drafts);
        },
      ),
      { numRuns: fuzzRuns(200, 10_000) },
    );
  });
});
