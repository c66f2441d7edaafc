import type { Migration } from './migration.ts';

/** One count for each span of HISTOGRAM_BOUNDS_MS, and one for what took longer. */
function histogram(name: string): string {
  return Array.from(
    { length: 24 },
    (_, at) => `${name}_${String(at).padStart(2, '0')} integer not null`,
  ).join(', ');
}

/** What requests used and cost, and the totals of it by hour, which are kept when requests are not. */
export const accounting: Migration = {
  number: 90,
  name: 'accounting',
  sql: `
    alter table channels add column price_multiplier integer not null default 1000000; -- millionths

    alter table requests add column returned_model text;
    alter table requests add column input_tokens integer; -- null: the usage is unknown
    alter table requests add column cache_read_tokens integer;
    alter table requests add column cache_write_5m_tokens integer;
    alter table requests add column cache_write_1h_tokens integer;
    alter table requests add column cache_write_tokens integer;
    alter table requests add column output_tokens integer;
    alter table requests add column reasoning_tokens integer;
    alter table requests add column web_search_requests integer;
    alter table requests add column service_tier text;
    alter table requests add column is_usage_estimated integer not null default 0;
    alter table requests add column usage_more text; -- JSON: what of a usage is rare
    alter table requests add column cost_nano_usd integer; -- null: nobody knows
    alter table requests add column priced_model text;
    alter table requests add column cost_multiplier integer; -- millionths; null: there was nothing to price
    alter table requests add column cost_lines text; -- JSON: how the cost came about

    create table price_overrides (
      position integer primary key,
      model_pattern text not null,
      channel_id integer references channels (id) on delete cascade, -- null: every channel
      prices text not null, -- JSON: nano-dollars for a million, by class
      from_at integer -- epoch ms; null: always
    ) strict;

    create table usage_hourly (
      hour integer not null, -- epoch ms at which the local hour began
      channel_id integer not null, -- 0, like empty texts: none
      model text not null, -- priced, or else sent, or else asked for
      token_id integer not null,
      protocol text not null,
      client_family text not null,
      channel_name text not null, -- as it was called last
      token_name text not null,
      requests integer not null,
      answered integer not null,
      upstream_failed integer not null,
      no_candidate integer not null,
      rejected integer not null,
      broken integer not null,
      client_left integer not null,
      cancelled integer not null,
      interrupted integer not null,
      error_answers integer not null,
      failed_over integer not null,
      attempts integer not null,
      input_tokens integer not null,
      cache_read_tokens integer not null,
      cache_write_5m_tokens integer not null,
      cache_write_1h_tokens integer not null,
      cache_write_tokens integer not null,
      output_tokens integer not null,
      reasoning_tokens integer not null,
      web_search_requests integer not null,
      cost_nano_usd integer not null,
      unknown_cost_requests integer not null,
      estimated_requests integer not null,
      streamed_output_tokens integer not null,
      streaming_ms integer not null,
      first_byte_ms integer not null,
      duration_ms integer not null,
      ${histogram('first_byte')},
      ${histogram('duration')},
      primary key (hour, channel_id, model, token_id, protocol, client_family)
    ) strict, without rowid;

    create table attempts_hourly (
      hour integer not null, -- that the attempt began in
      channel_id integer not null,
      key_id integer not null,
      outcome text not null, -- an answer that is an error goes by its status: http529
      channel_name text not null,
      key_mask text not null,
      attempts integer not null,
      total_ms integer not null,
      primary key (hour, channel_id, key_id, outcome)
    ) strict, without rowid;
  `,
};
