import type { Migration } from './migration.ts';

/** What channels and tokens spent, beside the records: whoever deletes those must not change what may still be spent. */
export const spending: Migration = {
  number: 80,
  name: 'spending',
  sql: `
    create table spending (
      kind text not null, -- channel or token
      id integer not null, -- nothing is referenced: ids are never used again
      period text not null, -- local day YYYY-MM-DD or month YYYY-MM
      nano_usd integer not null,
      primary key (kind, id, period)
    ) strict, without rowid;
  `,
};
