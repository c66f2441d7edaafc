import { z } from 'zod';
import { requestQuerySchema } from '../contracts/record.schema.ts';
import type { RequestRecord } from '../contracts/record.ts';
import { statisticsQuerySchema } from '../contracts/statistics.schema.ts';
import type { RecordQuery } from '../store/store.ts';
import { askedFilter } from './asked-filter.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addDownload } from './endpoint.ts';
import { REQUEST_EXPORT } from './export-columns.ts';
import { exportHeaders, exportResponse } from './export-stream.ts';
import { reportPlan } from './statistics-routes.ts';

/** Of each reading: a millisecond for the main thread, in which no stream is passed on. */
const ROWS_AT_ONCE = 100;

const form = {
  format: z.enum(['csv', 'jsonl']).default('csv'),
  /** For Excel. */
  bom: z.stringbool().default(false),
};

const requestExport = requestQuerySchema.omit({ before: true, limit: true }).extend(form);
const statisticsExport = statisticsQuerySchema.omit({ compare: true }).extend(form);

/** Registered before the calls that take an id at the same place of their path. */
export function addExportRoutes(app: AdminApp, deps: AdminDeps): void {
  addDownload(app, {
    path: '/admin/requests/export',
    summary: 'All records that the filters let through, newest first, as CSV or as lines of JSON.',
    query: requestExport,
    types: ['text/csv', 'application/x-ndjson'],
    handle: ({ format, bom, filter, ...rest }) => {
      const query = { ...rest, filter: askedFilter(filter, deps) };
      return exportResponse(
        allPages(query, deps),
        REQUEST_EXPORT,
        { format, bom },
        `requests-${day(deps)}`,
      );
    },
  });

  addDownload(app, {
    path: '/admin/statistics/export',
    summary: 'Statistics as a table: a line for each group in each bucket that is not empty.',
    query: statisticsExport,
    types: ['text/csv', 'application/x-ndjson'],
    handle: async ({ format, bom, ...asked }) => {
      const form = { format, bom };
      const plan = reportPlan({ ...asked, compare: false }, deps);
      const file = await deps.store.statistics.exportFile(plan, form);
      return new Response(file, { headers: exportHeaders(form, `statistics-${day(deps)}`) });
    },
  });
}

async function* allPages(
  query: Omit<RecordQuery, 'before' | 'limit'>,
  { store }: Pick<AdminDeps, 'store'>,
): AsyncGenerator<readonly RequestRecord[]> {
  let before: string | null = null;
  do {
    const page = await store.records.page({ ...query, before, limit: ROWS_AT_ONCE });
    yield page.records;
    before = page.nextCursor;
  } while (before !== null);
}

function day({ now }: Pick<AdminDeps, 'now'>): string {
  return new Date(now()).toISOString().slice(0, 10);
}
