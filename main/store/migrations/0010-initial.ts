import type { Migration } from './migration.ts';

/**
 * The first schema. Only integers, text and blobs, so that other databases can hold the same:
 * booleans are 0 and 1, times are epoch milliseconds, durations milliseconds.
 *
 * Ids are never used twice (`autoincrement`): records name a channel, key or token after it is gone,
 * and must not seem to mean a later one.
 */
export const initial: Migration = {
  number: 10,
  name: 'initial',
  sql: `
    create table migrations (
      number integer primary key,
      name text not null,
      applied_at integer not null
    ) strict;

    -- Ways to the data key; each row is the same key, sealed for another opener.
    create table vault (
      kind text primary key,
      salt blob not null,
      sealed blob not null,
      created_at integer not null
    ) strict, without rowid;

    create table settings (
      name text primary key,
      value text not null -- JSON
    ) strict, without rowid;

    create table sessions (
      hash text primary key, -- SHA-256 of the session's token, hex
      created_at integer not null,
      expires_at integer not null
    ) strict, without rowid;

    create table tokens (
      id integer primary key autoincrement,
      name text not null,
      hash text not null unique, -- SHA-256 of the token, hex
      mask text not null,
      secret blob, -- sealed; only the local token has it
      is_enabled integer not null,
      is_local integer not null,
      expires_at integer,
      created_at integer not null,
      last_used_at integer
    ) strict;
    create unique index tokens_one_local on tokens (is_local) where is_local = 1;

    create table channels (
      id integer primary key autoincrement,
      name text not null,
      folded_name text not null unique, -- what makes two names the same
      is_enabled integer not null,
      protocols text not null, -- JSON array
      priority integer not null,
      weight integer,
      key_strategy text not null,
      proxy_url text,
      position integer not null,
      created_at integer not null,
      updated_at integer not null
    ) strict;

    create table channel_urls (
      id integer primary key autoincrement,
      channel_id integer not null references channels (id) on delete cascade,
      position integer not null,
      url text not null,
      is_exact integer not null,
      is_enabled integer not null
    ) strict;
    create index channel_urls_by_channel on channel_urls (channel_id, position);

    create table channel_keys (
      id integer primary key autoincrement,
      channel_id integer not null references channels (id) on delete cascade,
      position integer not null,
      secret blob not null, -- sealed
      mask text not null,
      note text not null,
      is_enabled integer not null
    ) strict;
    create index channel_keys_by_channel on channel_keys (channel_id, position);

    create table channel_models (
      channel_id integer not null references channels (id) on delete cascade,
      position integer not null,
      name text not null,
      upstream_name text,
      is_enabled integer not null,
      primary key (channel_id, position)
    ) strict, without rowid;

    create table channel_headers (
      channel_id integer not null references channels (id) on delete cascade,
      position integer not null,
      name text not null,
      value text, -- null removes the client's header
      primary key (channel_id, position)
    ) strict, without rowid;

    -- No reference to the channel: an id may arrive after its channel was removed.
    create table minted_ids (
      id text primary key,
      channel_id integer not null,
      key_id integer not null,
      minted_at integer not null
    ) strict, without rowid;
    create index minted_ids_by_time on minted_ids (minted_at, id);

    -- Ids sort by time, so new rows are appended and the list is read along the primary key.
    -- Names stand beside ids and nothing is referenced: a record outlives its channel.
    create table requests (
      id text primary key,
      started_at integer not null,
      ended_at integer,
      token_id integer,
      token_name text not null,
      conversation text,
      client_family text not null,
      protocol text,
      operation text not null,
      method text not null,
      path text not null,
      requested_model text,
      upstream_model text,
      is_streaming integer not null,
      status integer,
      outcome text, -- null while the row is open
      detail text not null,
      channel_id integer,
      channel_name text not null,
      key_mask text not null,
      attempt_count integer not null,
      first_byte_ms integer,
      duration_ms integer,
      request_bytes integer not null,
      response_bytes integer not null
    ) strict, without rowid;
    create index requests_by_time on requests (started_at);
    -- Holds a handful of rows: those that a start after a crash has to close.
    create index requests_still_open on requests (id) where outcome is null;

    create table attempts (
      request_id text not null,
      number integer not null,
      channel_id integer not null,
      channel_name text not null,
      key_id integer not null,
      key_mask text not null,
      url text not null,
      upstream_model text,
      outcome text not null,
      status integer,
      blame text not null,
      detail text not null,
      started_at integer not null,
      duration_ms integer not null,
      first_byte_ms integer,
      primary key (request_id, number)
    ) strict, without rowid;
  `,
};
