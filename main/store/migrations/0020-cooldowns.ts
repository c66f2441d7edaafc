import type { Migration } from './migration.ts';

/** What is cooling down, one row for each key, URL, model or channel. Closed ones have no row. */
export const cooldowns: Migration = {
  number: 20,
  name: 'cooldowns',
  sql: `
    -- Nothing is referenced: a row may be written just after its channel went, and is dropped at the next start.
    create table cooldowns (
      scope text not null,
      channel_id integer not null,
      part_id integer not null, -- the key or the URL; 0 for a model or a channel
      model text not null, -- name at the upstream; empty for the others
      until integer not null,
      strikes integer not null,
      length_ms integer not null,
      opened_at integer not null,
      last_failure_at integer not null,
      refusals integer not null,
      reason text not null,
      is_stated integer not null,
      is_manual integer not null,
      primary key (scope, channel_id, part_id, model)
    ) strict, without rowid;
  `,
};
