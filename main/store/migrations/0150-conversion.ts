import type { Migration } from './migration.ts';

/** What each URL speaks, how its vendor differs from that, and what became of requests that were converted. */
export const conversion: Migration = {
  number: 150,
  name: 'conversion',
  sql: `
    alter table channel_urls add column protocols text; -- JSON; null: those of the channel
    alter table channels add column quirks text not null default '{}'; -- JSON: other than the vendor's
    alter table requests add column conversion text; -- JSON, of the attempt in this row; null nearly always
    alter table attempts add column conversion text; -- JSON: the protocol it was sent in, and what was lost
  `,
};
