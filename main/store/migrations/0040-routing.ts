import type { Migration } from './migration.ts';

/**
 * What routing can be told: limits, settings of a single channel, checks, several names of a model at its
 * upstream, and what a token may use. What existed before is not limited, and works as it did.
 */
export const routing: Migration = {
  number: 40,
  name: 'routing',
  sql: `
    alter table channels add column limits text not null default '{}'; -- JSON; what is missing is not limited
    alter table channels add column overrides text not null default '{}'; -- JSON: settings of this channel alone
    alter table channels add column checks text not null default '{}'; -- JSON; what is missing has its default
    alter table channels add column url_order text not null default 'in_order';
    alter table channels add column is_tls_insecure integer not null default 0;
    alter table channels add column model_override text;
    alter table channels add column take_back text not null default 'when_idle';

    alter table channel_models add column upstream_names text not null default '[]'; -- JSON array; empty = the same name
    update channel_models set upstream_names = json_array(upstream_name) where upstream_name is not null;
    alter table channel_models drop column upstream_name;

    alter table tokens add column limits text not null default '{}'; -- JSON; what is missing is not limited
    alter table tokens add column models text not null default '[]'; -- JSON array; empty = all
    alter table tokens add column channel_rule text not null default 'all';
    alter table tokens add column channel_ids text not null default '[]'; -- JSON array

    alter table requests add column affinity text; -- how its conversation was known
    alter table attempts add column choice text not null default 'rotation';
    alter table attempts add column stripped_tokens integer not null default 0;
  `,
};
