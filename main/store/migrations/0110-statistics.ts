import type { Migration } from './migration.ts';

/** Failures are found without reading what went well. Only they are written into the index. */
export const statistics: Migration = {
  number: 110,
  name: 'statistics',
  sql: `
    create index requests_failed on requests (id) where (outcome <> 'answered' or status >= 400);
  `,
};
