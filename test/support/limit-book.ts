import { localZone } from '../../main/app/local-zone.ts';
import { NO_LIMITS } from '../../main/contracts/constants.ts';
import type { LimitState } from '../../main/contracts/limits.ts';
import type { Settings } from '../../main/contracts/settings.ts';
import { Estimates } from '../../main/proxy/estimates.ts';
import { LimitBook } from '../../main/state/limit-book.ts';
import { MoneyBook } from '../../main/state/money-book.ts';
import { PaceBook } from '../../main/state/pace-book.ts';
import { RateBook } from '../../main/state/rate-book.ts';

/** A book of limits with nothing used up, in one zone wherever the test runs. */
export function limitBook(
  now: () => number,
  settings: () => Pick<Settings, 'unknownPrice'>,
): LimitBook & { readonly money: MoneyBook } {
  const zone = localZone('UTC');
  const pace = new PaceBook(zone, now);
  const money = new MoneyBook({
    zone,
    now,
    onBooked: (payer, nanoUsd) => {
      pace.add(payer, nanoUsd);
    },
  });
  const rates = new RateBook();
  return Object.assign(new LimitBook({ rates, money, pace, zone, now, settings }), { money });
}

/** A request whose price nobody knows. */
export function unpriced(): Estimates {
  return new Estimates(
    {
      route: { protocol: 'anthropic', operation: 'messages' },
      body: { plain: Buffer.alloc(0) },
    },
    { known: () => null, estimate: () => ({ reserveNanoUsd: null }) },
  );
}

/** What the admin API shows of limits of which nothing is used, at a moment in UTC. */
export function nothingUsed(now: number): LimitState {
  return limitBook(
    () => now,
    () => ({ unknownPrice: 'allow' }),
  ).stateOf({ kind: 'channel', id: 1 }, NO_LIMITS);
}
