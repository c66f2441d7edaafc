import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { AdminError } from '../contracts/admin-api.ts';
import { AppError } from '../core/app-error.ts';
import { AdminPassword } from './admin-password.ts';
import { addBackupRoutes } from './backup-routes.ts';
import { addCaptureRoutes } from './capture-routes.ts';
import { addCaptureSwitchRoutes } from './capture-switch-routes.ts';
import { addChannelBulkRoutes } from './channel-bulk-routes.ts';
import { addChannelKeyRoutes } from './channel-key-routes.ts';
import { addChannelPresetRoutes } from './channel-preset-routes.ts';
import { addChannelRoutes } from './channel-routes.ts';
import { addChannelTrialRoutes } from './channel-trial-routes.ts';
import { Configuration } from './configuration.ts';
import { addConnectRoutes } from './connect-routes.ts';
import { addConnectionRoutes } from './connection-routes.ts';
import { addCooldownRoutes } from './cooldown-routes.ts';
import type { AdminContext, AdminApp, AdminDeps, AdminEnv } from './deps.ts';
import { addDiagnosticsRoutes } from './diagnostics-routes.ts';
import { addDocsRoutes } from './docs-routes.ts';
import { methodsOf } from './endpoint.ts';
import { errorAnswer, unexpectedAnswer } from './error-answer.ts';
import { addEventRoutes } from './event-routes.ts';
import { guard } from './guard.ts';
import { adminInside, type AdminInside } from './inside.ts';
import { addExportRoutes } from './export-routes.ts';
import { addHealthRoutes } from './health-routes.ts';
import { hostCheck } from './host-check.ts';
import { addImportRoutes } from './import-routes.ts';
import { addLoginRoutes } from './login-routes.ts';
import { addMetricsRoutes } from './metrics-routes.ts';
import { addNoticeRoutes } from './notice-routes.ts';
import { addPriceRoutes } from './price-routes.ts';
import { addPublicSummaryRoutes } from './public-summary-routes.ts';
import { addReplayRoutes } from './replay-routes.ts';
import { addInFlightRoutes, addRequestRoutes } from './request-routes.ts';
import { addRouteExplainRoutes } from './route-explain-routes.ts';
import { addRuleRoutes } from './rule-routes.ts';
import { securityHeaders, setSecurityHeaders } from './security-headers.ts';
import { Sessions } from './sessions.ts';
import { addSettingRoutes } from './setting-routes.ts';
import { addStatisticsRoutes, prepareStatistics } from './statistics-routes.ts';
import { addStaticRoutes } from './static-files.ts';
import { Tickets } from './tickets.ts';
import { addTokenRoutes } from './token-routes.ts';

/** The control plane as a listener of `node:http`. `close` ends the open event streams, for a quick stop. */
export type AdminListener = ((req: IncomingMessage, res: ServerResponse) => void) & {
  close(): void;
  readonly inside: AdminInside;
};

/** Loaded with the first admin call, so importing it does nothing but define. */
export function createAdmin(deps: AdminDeps): AdminListener {
  const { app, close, inside } = createAdminApp(deps);
  const listen = getRequestListener((request, env) => app.fetch(request, env), {
    // Replacing the global Request and Response would reach everything else in the process.
    overrideGlobalObjects: false,
    // HTTP/1.0 checks come without a Host; whoever needs one is refused by the host check.
    hostname: 'localhost',
    errorHandler: (error) => refusal(error, deps),
  });
  const listener = (req: IncomingMessage, res: ServerResponse): void => {
    if (req.url?.startsWith('/') === true) void listen(req, res);
    // A target as a proxy is sent it (`GET http://…`) names a second host beside the one that is checked.
    else refuseTarget(res);
  };
  // Whoever calls will look at statistics soon; where that fails, they are summed up when they are asked for.
  prepareStatistics(deps).catch(() => undefined);
  return Object.assign(listener, { close, inside });
}

/** The same without a socket: what the tests call. */
export function createAdminApp(deps: AdminDeps): {
  app: AdminApp;
  close: () => void;
  inside: AdminInside;
} {
  const app: AdminApp = new OpenAPIHono<AdminEnv>();
  const sessions = new Sessions(deps);
  const configuration = new Configuration(deps);
  const password = new AdminPassword(deps);
  const tickets = new Tickets(deps);

  // The order is the order of the checks: whom we are called, who calls, then what is asked.
  app.use(securityHeaders);
  app.use(hostCheck(deps));
  app.use('/admin/*', guard(deps, sessions));

  addHealthRoutes(app, deps);
  addPublicSummaryRoutes(app, deps);
  addMetricsRoutes(app, deps, sessions);
  addLoginRoutes(app, { deps, sessions, password, tickets });
  addChannelTrialRoutes(app, deps);
  addImportRoutes(app, deps, configuration);
  addChannelBulkRoutes(app, deps, configuration);
  addChannelRoutes(app, deps, configuration);
  addChannelKeyRoutes(app, deps, configuration);
  addCooldownRoutes(app, deps, configuration);
  addTokenRoutes(app, deps, configuration);
  addSettingRoutes(app, deps, configuration);
  addPriceRoutes(app, deps, configuration);
  addExportRoutes(app, deps);
  addRequestRoutes(app, deps);
  addInFlightRoutes(app, deps);
  addCaptureRoutes(app, deps);
  addCaptureSwitchRoutes(app, deps);
  addReplayRoutes(app, deps);
  addStatisticsRoutes(app, deps);
  addNoticeRoutes(app, deps);
  addRuleRoutes(app, deps, configuration);
  addRouteExplainRoutes(app, deps);
  addChannelPresetRoutes(app);
  addConnectRoutes(app, deps);
  addBackupRoutes(app, deps);
  addConnectionRoutes(app, deps);
  const { close, count } = addEventRoutes(app, deps, sessions);
  addDiagnosticsRoutes(app, deps, count);
  addDocsRoutes(app, deps);
  addStaticRoutes(app, deps);

  app.onError((error, c) => errorAnswer(c, error, deps));
  app.notFound((c) => errorAnswer(c, notFound(app, c), deps));
  return { app, close, inside: adminInside(app, { deps, sessions, password, tickets }) };
}

function notFound(app: AdminApp, c: AdminContext): AppError {
  const methods = methodsOf(app, c.req.path);
  if (methods.length === 0) {
    return new AppError('path.not-found', 'There is nothing at this address.');
  }
  c.header('Allow', methods.join(', '));
  return new AppError('path.wrong-method', `Use ${methods.join(' or ')} here.`);
}

/** The one answer that needs no app: nothing could be routed. */
const BAD_TARGET: AdminError = {
  success: false,
  error: { code: 'request.malformed', message: 'The Host header or the address is not valid.' },
};

/** Written by hand, because the adapter would read the target before we could refuse it. */
function refuseTarget(res: ServerResponse): void {
  const headers = new Headers({ 'content-type': 'application/json' });
  setSecurityHeaders(headers);
  res.writeHead(400, Object.fromEntries(headers)).end(JSON.stringify(BAD_TARGET));
}

/** Answers what never became a request of the app: a Host or a target that makes no URL. */
function refusal(error: unknown, deps: AdminDeps): Response {
  const isCallers = error instanceof Error && error.name === 'RequestError';
  const response = isCallers
    ? Response.json(BAD_TARGET, { status: 400 })
    : unexpectedAnswer(error, 'before its route', deps);
  setSecurityHeaders(response.headers);
  return response;
}
