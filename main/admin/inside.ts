import type { AdminAnswer, AdminError } from '../contracts/admin-api.ts';
import { AppError } from '../core/app-error.ts';
import type { AdminPassword } from './admin-password.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import type { Sessions } from './sessions.ts';
import type { Tickets } from './tickets.ts';

/** The control plane for the program itself: its tray does what the pages do, by the same calls and their checks. */
export type AdminInside = {
  /**
   * @returns the answer's `data`
   * @throws AppError with the code and the sentence that were answered
   */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** A ticket for a window of our own; null when a person has set a password, which is then asked for. */
  issueTicket(): Promise<string | null>;
};

type Parts = {
  readonly deps: AdminDeps;
  readonly sessions: Sessions;
  readonly password: AdminPassword;
  readonly tickets: Tickets;
};

export function adminInside(
  app: AdminApp,
  { deps, sessions, password, tickets }: Parts,
): AdminInside {
  let session: string | null = null;
  return {
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      // Sessions end, all of them with a new password.
      if (session === null || (await sessions.find(session)) === null) {
        session = await sessions.open();
      }
      const host = `127.0.0.1:${String(deps.config.port())}`;
      const answer = await app.request(`http://${host}${path}`, {
        method,
        headers: {
          host,
          authorization: `Bearer ${session}`,
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const content = (await answer.json()) as AdminAnswer<T> | AdminError;
      if (content.success) return content.data;
      const { code, message, fields = {}, values = {} } = content.error;
      throw new AppError(code, [message, ...Object.values(fields)].join(' '), { values });
    },
    issueTicket: async () => ((await password.isChosen()) ? null : tickets.issue()),
  };
}
