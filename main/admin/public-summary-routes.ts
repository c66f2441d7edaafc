import { publicSummarySchema } from '../contracts/statistics.schema.ts';
import type { PublicSummary } from '../contracts/statistics.ts';
import { AppError } from '../core/app-error.ts';
import { summaryOf } from '../core/statistics/summary.ts';
import { isLoopbackAddress } from './client-address.ts';
import type { AdminApp, AdminContext, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';
import { readStatistics } from './statistics-routes.ts';

/** However often it is asked for, the database is asked no more often than this. */
const KEPT_MS = 2000;

/** Today's counts for anybody: on this machine alone, unless a setting shows them to everyone. */
export function addPublicSummaryRoutes(app: AdminApp, deps: AdminDeps): void {
  let known: { readonly at: number; readonly summary: Promise<PublicSummary> } | null = null;

  addEndpoint(app, {
    method: 'get',
    path: '/public/summary',
    summary:
      "Today's requests, tokens and cost, by protocol. Off beyond this machine, unless the setting isSummaryPublic is on.",
    answer: publicSummarySchema,
    handle: (_, c) => {
      if (!deps.books.settings.current().isSummaryPublic && !isOfThisMachine(c, deps)) {
        throw new AppError('path.not-found', 'There is nothing at this address.');
      }
      const now = deps.now();
      if (known === null || now < known.at || now - known.at >= KEPT_MS) {
        const summary = read(deps);
        known = { at: now, summary };
        summary.catch(() => {
          known = null;
        });
      }
      return known.summary;
    },
  });
}

async function read(deps: AdminDeps): Promise<PublicSummary> {
  await deps.settleRecords();
  const asked = { range: 'today', bucket: 'none', group: ['protocol' as const] } as const;
  return summaryOf(
    await readStatistics({ ...asked, group: [...asked.group], top: 10, compare: false }, deps),
  );
}

/** Whoever forwards for others may stand on this machine, too. */
function isOfThisMachine(c: AdminContext, { config }: AdminDeps): boolean {
  const isForwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some(
    (name) => c.req.header(name) !== undefined,
  );
  const peer = c.env.incoming?.socket.remoteAddress ?? '';
  return config.isLoopbackOnly && !isForwarded && isLoopbackAddress(peer);
}
