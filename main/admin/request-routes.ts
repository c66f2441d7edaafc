import { z } from 'zod';
import { inFlightListSchema } from '../contracts/admin-api.schema.ts';
import {
  requestDetailSchema,
  requestPageSchema,
  requestQuerySchema,
} from '../contracts/record.schema.ts';
import { AppError } from '../core/app-error.ts';
import { CHOICE_TEXTS } from '../core/explain/texts.ts';
import { askedFilter } from './asked-filter.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint, doneSchema } from './endpoint.ts';

/** Ids are ours, but a path may hold anything. */
export const requestInPath = z.object({ id: z.string().min(1).max(200) });

/** What was asked for and how it ended, and what is running now. */
export function addRequestRoutes(app: AdminApp, deps: AdminDeps): void {
  const { records } = deps.store;

  addEndpoint(app, {
    method: 'get',
    path: '/admin/requests',
    summary:
      'Records, newest first. Pass `nextCursor` as `before` for the next page. `filter`: `status>=500 channel:relay model:opus -model:haiku is:failed-over cost>0.10 duration>30s after:2026-11-01 word`.',
    query: requestQuerySchema,
    answer: requestPageSchema,
    handle: ({ query }) =>
      records.page({
        ...query,
        before: query.before ?? null,
        filter: askedFilter(query.filter, deps),
      }),
  });

  addEndpoint(app, {
    method: 'get',
    path: '/admin/requests/{id}',
    summary: 'One record with its attempts.',
    params: requestInPath,
    answer: requestDetailSchema,
    handle: async ({ params }) => {
      const detail = await records.detail(params.id);
      if (detail === null) throw new AppError('request.not-found', 'There is no such record.');
      const attempts = detail.attempts.map((attempt) => ({
        ...attempt,
        choiceText: CHOICE_TEXTS[attempt.choice],
      }));
      return { ...detail, attempts };
    },
  });
}

/** What is running now, and what a person can do about it. */
export function addInFlightRoutes(app: AdminApp, deps: AdminDeps): void {
  addEndpoint(app, {
    method: 'get',
    path: '/admin/in-flight',
    summary: 'Requests that are running now.',
    answer: inFlightListSchema,
    handle: () => ({ inFlight: deps.books.inFlight.list() }),
  });

  addEndpoint(app, {
    method: 'post',
    path: '/admin/in-flight/{id}/cancel',
    summary: 'Cancel a running request.',
    params: requestInPath,
    answer: doneSchema,
    handle: ({ params }) => {
      if (!deps.cancelRequest(params.id)) {
        throw new AppError('request.not-found', 'This request is not running any more.');
      }
      return {};
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: '/admin/in-flight/{id}/next',
    summary:
      'Give the running attempt up and try the next channel, as long as no answer has begun.',
    params: requestInPath,
    answer: doneSchema,
    handle: ({ params }) => {
      if (!deps.rerouteRequest(params.id)) {
        throw new AppError(
          'request.not-found',
          'This request is not running any more, or its answer has begun.',
        );
      }
      return {};
    },
  });
}
