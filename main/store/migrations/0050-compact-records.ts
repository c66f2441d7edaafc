import type { Migration } from './migration.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** An id such as `r0abc…` as the number it spells in base 36: epoch microseconds. */
function micros(column: string): string {
  const padded = `substr('00000000000' || substr(${column}, 2), -11)`;
  const digits = Array.from({ length: 11 }, (_, at) => {
    const digit = `(instr('${DIGITS}', substr(${padded}, ${String(at + 1)}, 1)) - 1)`;
    return `${digit} * ${String(36 ** (10 - at))}`;
  });
  return digits.join(' + ');
}

/** Columns that stay as they are. */
const REQUEST = `started_at, ended_at, token_id, token_name, conversation, affinity, client_family, protocol,
  operation, method, path, requested_model, upstream_model, is_streaming, status, outcome, detail, channel_id,
  channel_name, key_mask, attempt_count, first_byte_ms, duration_ms, request_bytes, response_bytes,
  is_head_sent_early`;
const ATTEMPT = `number, channel_id, channel_name, key_id, key_mask, url, upstream_model, choice,
  stripped_tokens, outcome, status, blame, detail, started_at, duration_ms, first_byte_ms`;

/**
 * Half the work of writing a request. Its id becomes the number that it spells, so that rows are appended and need no
 * second index by time; and the attempt whose answer was relayed, which nearly every request has alone, stands in the
 * request's own row.
 */
export const compactRecords: Migration = {
  number: 50,
  name: 'compact records',
  sql: `
    create table new_requests (
      id integer primary key, -- epoch microseconds
      started_at integer not null,
      ended_at integer,
      token_id integer,
      token_name text not null,
      conversation text,
      affinity text,
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
      response_bytes integer not null,
      is_head_sent_early integer not null default 0,
      answer_key_id integer,
      answer_url text,
      answer_choice text,
      answer_stripped_tokens integer,
      answer_outcome text,
      answer_blame text,
      answer_started_at integer,
      answer_duration_ms integer,
      answer_first_byte_ms integer,
      constraint answer_is_whole check (
        answer_key_id is null or (
          answer_url is not null and answer_choice is not null and answer_stripped_tokens is not null and
          answer_outcome is not null and answer_blame is not null and answer_started_at is not null and
          answer_duration_ms is not null
        )
      )
    ) strict;
    insert into new_requests (id, ${REQUEST}) select ${micros('id')}, ${REQUEST} from requests order by id;
    drop table requests;
    alter table new_requests rename to requests;
    create index requests_still_open on requests (id) where outcome is null;

    create table new_attempts (
      request_id integer not null,
      number integer not null,
      channel_id integer not null,
      channel_name text not null,
      key_id integer not null,
      key_mask text not null,
      url text not null,
      upstream_model text,
      choice text not null,
      stripped_tokens integer not null,
      outcome text not null,
      status integer,
      blame text not null,
      detail text not null,
      started_at integer not null,
      duration_ms integer not null,
      first_byte_ms integer,
      primary key (request_id, number)
    ) strict, without rowid;
    insert into new_attempts (request_id, ${ATTEMPT}) select ${micros('request_id')}, ${ATTEMPT} from attempts;
    drop table attempts;
    alter table new_attempts rename to attempts;
  `,
};
