import { z } from 'zod';
import { noticeIdTextSchema } from '../contracts/ids.schema.ts';
import { noticeSchema } from '../contracts/notice.schema.ts';
import { AppError } from '../core/app-error.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint, doneSchema } from './endpoint.ts';

const PATH = '/admin/notices';

const noticeInPath = z.object({ id: noticeIdTextSchema });

/** What people are told. The event stream has each once, when it comes up; here it stays until it is dismissed. */
export function addNoticeRoutes(app: AdminApp, { books: { notices } }: AdminDeps): void {
  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'What people were told and have not dismissed, newest first.',
    answer: z.array(noticeSchema).readonly(),
    handle: () => notices.list(),
  });

  addEndpoint(app, {
    method: 'delete',
    path: PATH,
    summary: 'Dismiss every notice. What was told is not told again.',
    answer: doneSchema,
    handle: async () => {
      await notices.dismiss(null);
      return {};
    },
  });

  addEndpoint(app, {
    method: 'delete',
    path: `${PATH}/{id}`,
    summary: 'Dismiss a notice.',
    params: noticeInPath,
    answer: doneSchema,
    handle: async ({ params }) => {
      if ((await notices.dismiss(params.id)) === 0) {
        throw new AppError('notice.not-found', 'There is no such notice.');
      }
      return {};
    },
  });
}
