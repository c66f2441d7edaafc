import type { Migration } from './migration.ts';

/** Whether a client was sent the head of a stream before an upstream had proven itself. */
export const earlyHead: Migration = {
  number: 30,
  name: 'early-head',
  sql: `
    alter table requests add column is_head_sent_early integer not null default 0;
  `,
};
