import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import {
  capturedEventsSchema,
  captureSchema,
  curlCommandsSchema,
  eventsQuerySchema,
  mergedAnswerSchema,
  removedSchema,
} from '../contracts/capture.schema.ts';
import type { CapturePart, CaptureView } from '../contracts/capture.ts';
import { CAPTURE_PARTS } from '../contracts/constants.ts';
import { AppError } from '../core/app-error.ts';
import { listEvents } from '../core/capture/list-events.ts';
import { mergeAnswer } from '../core/merge/answer-merger.ts';
import { attemptOf, findCapture } from './capture-source.ts';
import { curlCommands } from './curl-commands.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';
import { requestInPath } from './request-routes.ts';

const PATH = '/admin/requests/{id}/capture';

const attemptInPath = requestInPath.extend({ attempt: z.coerce.number().int().min(1) });

/** What was captured of a request. */
export function addCaptureRoutes(app: AdminApp, deps: AdminDeps): void {
  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'The captured attempts of a request, without the bodies; also while it runs.',
    params: requestInPath,
    answer: captureSchema,
    handle: async ({ params }) => {
      const { isRunning, attempts } = await findCapture(deps, params.id);
      return { isRunning, attempts };
    },
  });

  addEndpoint(app, {
    method: 'delete',
    path: PATH,
    summary: 'Delete what was captured of a request.',
    params: requestInPath,
    answer: removedSchema,
    handle: async ({ params }) => ({ removed: await deps.store.captures.remove(params.id) }),
  });

  addReadingRoutes(app, deps);
  for (const part of CAPTURE_PARTS) addBodyRoute(app, deps, part);
}

function addReadingRoutes(app: AdminApp, deps: AdminDeps): void {
  addEndpoint(app, {
    method: 'get',
    path: `${PATH}/{attempt}/merged`,
    summary: 'What the answer says: its stream put together.',
    params: attemptInPath,
    answer: mergedAnswerSchema,
    handle: async ({ params }) => {
      const found = await findCapture(deps, params.id);
      const attempt = attemptOf(found, params.attempt);
      return mergeAnswer(attempt.sentProtocol, await found.body(attempt, 'answer'));
    },
  });

  addEndpoint(app, {
    method: 'get',
    path: `${PATH}/{attempt}/events`,
    summary: 'The events of a streamed answer, with the moments at which they came.',
    params: attemptInPath,
    query: eventsQuerySchema,
    answer: capturedEventsSchema,
    handle: async ({ params, query: { from, limit } }) => {
      const found = await findCapture(deps, params.id);
      const attempt = attemptOf(found, params.attempt);
      const body = await found.body(attempt, 'answer');
      const events = listEvents(body, attempt.answer?.arrivals ?? []);
      return { total: events.length, events: events.slice(from, from + limit) };
    },
  });

  addEndpoint(app, {
    method: 'get',
    path: '/admin/requests/{id}/curl',
    summary: 'A captured request as commands for a shell; the credentials are left to variables.',
    params: requestInPath,
    query: z.strictObject({ attempt: z.coerce.number().int().min(1).optional() }),
    answer: curlCommandsSchema,
    handle: async ({ params, query }, c) => {
      const found = await findCapture(deps, params.id);
      const address = new URL(c.req.url).host;
      return curlCommands(found, attemptOf(found, query.attempt), `http://${address}`);
    },
  });
}

/** Bodies are strangers' bytes: nobody's browser is to show them as anything but text. */
function addBodyRoute(app: AdminApp, deps: AdminDeps, part: CapturePart): void {
  const path = `${PATH}/{attempt}/${part}-body`;
  app.openAPIRegistry.registerPath({
    method: 'get',
    path,
    summary: `The captured body: ${TOLD[part]}. Raw bytes, decoded; empty when there is none.`,
    tags: ['requests'],
    security: [{ session: [] }],
    request: { params: attemptInPath },
    responses: {
      200: { description: 'Done.', content: { 'application/octet-stream': {} } },
      default: { description: 'Refused or failed.' },
    },
  });
  app.get(path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const params = attemptInPath.safeParse(c.req.param());
    if (!params.success) throw new AppError('capture.not-found', 'This attempt is not captured.');
    const found = await findCapture(deps, params.data.id);
    const attempt = attemptOf(found, params.data.attempt);
    const body = await found.body(attempt, part);
    const isText = isUtf8(body);
    c.header('Content-Type', isText ? 'text/plain; charset=utf-8' : 'application/octet-stream');
    c.header('Content-Disposition', `attachment; filename="${fileName(attempt, part, isText)}"`);
    return c.body(Uint8Array.from(body));
  });
}

const TOLD: Readonly<Record<CapturePart, string>> = {
  request: 'from the client',
  sent: 'to the upstream, where it is another',
  answer: 'from the upstream',
  returned: 'to the client, where it is another',
};

/** Ids are our own letters and digits. */
function fileName({ requestId, number }: CaptureView, part: CapturePart, isText: boolean): string {
  return `${requestId}-${String(number)}-${part}.${isText ? 'txt' : 'bin'}`;
}
