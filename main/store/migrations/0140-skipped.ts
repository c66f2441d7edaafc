import type { Migration } from './migration.ts';

/** Why a request that did not go well at once went to no other channel, and what its failures cooled down. */
export const skipped: Migration = {
  number: 140,
  name: 'skipped',
  sql: `
    alter table requests add column skipped text; -- JSON; null nearly always
    alter table attempts add column cooled text; -- JSON
  `,
};
