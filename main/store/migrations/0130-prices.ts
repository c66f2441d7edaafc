import type { Migration } from './migration.ts';

/** Prices outlive the program, and an answered request does not wait for its price. */
export const prices: Migration = {
  number: 130,
  name: 'prices',
  sql: `
    create table known_prices (
      key text primary key, -- origin and model
      version text not null, -- of the program and its price data; what another one said is forgotten
      looked_up_at integer not null,
      price text not null -- JSON
    ) strict, without rowid;
    create index known_prices_by_time on known_prices (looked_up_at, key);

    alter table requests add column is_price_pending integer not null default 0; -- and so it is in no total yet
    create index requests_price_pending on requests (id) where is_price_pending = 1;
  `,
};
