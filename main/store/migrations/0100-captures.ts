import type { Migration } from './migration.ts';

/** Captured attempts. They live hours, and are read one by one. */
export const captures: Migration = {
  number: 100,
  name: 'captures',
  sql: `
    create table captures (
      request_id integer not null, -- epoch microseconds, as in requests; nothing is referenced: either may come first
      number integer not null,
      stored_at integer not null,
      bytes integer not null, -- of the view and the four bodies, as stored; before them, so that it is read without them
      view text not null, -- JSON: all but the bodies
      request_body blob, -- with the first captured attempt of a request; bodies are compressed with zstd
      sent_body blob, -- where another body was sent than the client's
      answer_body blob,
      returned_body blob, -- where the client got another body than the upstream's
      primary key (request_id, number)
    ) strict;
  `,
};
