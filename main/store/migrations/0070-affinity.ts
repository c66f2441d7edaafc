import type { Migration } from './migration.ts';

/** Which conversation is served where, and who minted which opaque token. */
export const affinity: Migration = {
  number: 70,
  name: 'affinity',
  sql: `
    -- Nothing is referenced: what names a channel that is gone is dropped at the next start.
    create table affinities (
      key text primary key, -- the client's name of the conversation, or # and a hash of its beginning
      channel_id integer not null,
      key_id integer not null,
      used_at integer not null,
      is_mixed integer not null -- others may have minted tokens that it carries
    ) strict, without rowid;
    create index affinities_by_time on affinities (used_at, key);

    create table provenances (
      hash text primary key, -- the beginning of the token's SHA-256, base64url
      channel_id integer not null,
      key_id integer not null,
      is_refused integer not null, -- this key has refused it; who minted it is not known
      noted_at integer not null
    ) strict, without rowid;
    create index provenances_by_time on provenances (noted_at, hash);
  `,
};
