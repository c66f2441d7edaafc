import type { Migration } from './migration.ts';

/** The users' own rules about answers. */
export const rules: Migration = {
  number: 60,
  name: 'rules',
  sql: `
    create table rules (
      id integer primary key autoincrement,
      channel_id integer references channels (id) on delete cascade, -- null: for every channel
      position integer not null, -- within the rules of the same channel
      name text not null,
      is_enabled integer not null,
      conditions text not null, -- JSON: what an answer must have
      action text not null, -- JSON
      hit_count integer not null,
      last_hit_at integer
    ) strict;
    create index rules_by_channel on rules (channel_id, position);
  `,
};
