import os from 'node:os';
import { z } from 'zod';
import {
  diagnosticsSchema,
  logLineSchema,
  logQuerySchema,
  reportSchema,
} from '../contracts/diagnostics.schema.ts';
import { diagnosticsReport } from '../core/diagnostics/report.ts';
import { redactText } from '../core/redact.ts';
import { DEFAULT_SETTINGS } from '../state/default-settings.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';

const PATH = '/admin/diagnostics';
const DAY_MS = 24 * 3_600_000;

/** All that are read: texts that differ are one line of a report. */
const MOST_ERRORS = 10_000;

/** How the program is doing, for people and for their reports. */
export function addDiagnosticsRoutes(
  app: AdminApp,
  deps: AdminDeps,
  eventStreamCount: () => number,
): void {
  const diagnostics = () =>
    deps.diagnostics.read({
      eventStreams: eventStreamCount(),
      inFlight: deps.books.inFlight.size,
    });

  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'How the program is doing: delays, memory, versions, database.',
    answer: diagnosticsSchema,
    handle: diagnostics,
  });

  addEndpoint(app, {
    method: 'get',
    path: `${PATH}/log`,
    summary: 'The latest lines of the log, oldest first, at least as grave as `level`.',
    query: logQuerySchema,
    answer: z.array(logLineSchema).readonly(),
    handle: ({ query }) =>
      deps.diagnostics
        .log(query.limit, query.level)
        .map((line) => ({ ...line, text: redactText(line.text, []) })),
  });

  addEndpoint(app, {
    method: 'get',
    path: `${PATH}/report`,
    summary: 'A text for a bug report, without secrets, private hosts, names and prompts.',
    answer: reportSchema,
    handle: async () => {
      const now = deps.now();
      const lastDay = { from: now - DAY_MS, to: now };
      const { errors } = await deps.store.statistics.errors(lastDay, MOST_ERRORS);
      const text = diagnosticsReport({
        diagnostics: await diagnostics(),
        settings: deps.books.settings.current(),
        defaults: DEFAULT_SETTINGS,
        channels: deps.books.channels.all(),
        cooldownCount: deps.cooldowns?.list().length ?? 0,
        failures: errors,
        home: os.homedir(),
        at: new Date(now).toISOString(),
      });
      return { text };
    },
  });
}
