import type { Migration } from './migration.ts';

/** What is done for a budget's sake, and what a person is told. A notice that was told is the memory that it was. */
export const budgets: Migration = {
  number: 120,
  name: 'budgets',
  sql: `
    alter table channels add column cheaper_models text not null default '[]'; -- JSON: model and cheaper
    alter table attempts add column is_model_cheaper integer not null default 0; -- for the budget's sake

    create table notices (
      id integer primary key, -- given by the program
      at integer not null,
      notice text not null, -- JSON
      kept_until integer not null, -- epoch ms: before it, it might be told again if it were gone
      dismissed_at integer
    ) strict;
  `,
};
