import { z } from 'zod';
import { metricsTokenCreatedSchema, metricsTokenSchema } from '../contracts/token.schema.ts';
import { AppError } from '../core/app-error.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint, doneSchema } from './endpoint.ts';
import { bearerOf, sessionOf } from './guard.ts';
import { MetricsToken } from './metrics-token.ts';
import type { Sessions } from './sessions.ts';

const TOKEN_PATH = '/admin/metrics-token';

/** Metrics for a monitor, and the token that it shows for them. */
export function addMetricsRoutes(app: AdminApp, deps: AdminDeps, sessions: Sessions): void {
  const token = new MetricsToken(deps);
  addTokenRoutes(app, token);

  app.openAPIRegistry.registerComponent('securitySchemes', 'metricsToken', {
    type: 'http',
    scheme: 'bearer',
    description: `The token that POST ${TOKEN_PATH}/rotate answers with. It opens /metrics alone.`,
  });
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/metrics',
    summary: "Metrics in Prometheus' text format, for a session or the metrics token.",
    tags: ['metrics'],
    security: [{ metricsToken: [] }, { session: [] }],
    responses: {
      200: { description: 'Done.', content: { 'text/plain': { schema: z.string() } } },
    },
  });
  app.get('/metrics', async (c) => {
    const bearer = bearerOf(c);
    const isMonitor = bearer !== undefined && (await token.isRight(bearer));
    if (!isMonitor && (await sessionOf(c, deps, sessions)) === null) {
      c.header('WWW-Authenticate', 'Bearer realm="ccload metrics"');
      throw new AppError(
        'auth.required',
        `Send the metrics token as Bearer (POST ${TOKEN_PATH}/rotate makes one), or log in.`,
      );
    }
    const { contentType, text } = await deps.readMetrics();
    c.header('Content-Type', contentType);
    return c.body(text);
  });
}

function addTokenRoutes(app: AdminApp, token: MetricsToken): void {
  addEndpoint(app, {
    method: 'get',
    path: TOKEN_PATH,
    summary: 'The token for GET /metrics, masked; null when there is none.',
    answer: metricsTokenSchema.nullable(),
    handle: async () => {
      const found = await token.find();
      return found === null ? null : { mask: found.mask, createdAt: found.createdAt };
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: `${TOKEN_PATH}/rotate`,
    summary:
      'Make a token for GET /metrics, shown in this answer and never again. The one before stops working at once.',
    answer: metricsTokenCreatedSchema,
    handle: () => token.rotate(),
  });

  addEndpoint(app, {
    method: 'delete',
    path: TOKEN_PATH,
    summary: 'Delete the token for GET /metrics. It stops working at once.',
    answer: doneSchema,
    handle: async () => {
      await token.remove();
      return {};
    },
  });
}
