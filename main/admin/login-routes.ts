import { deleteCookie, setCookie } from 'hono/cookie';
import {
  loginAnswerSchema,
  loginSchema,
  passwordChangeSchema,
  ticketLoginSchema,
} from '../contracts/admin-api.schema.ts';
import type { LoginAnswer } from '../contracts/admin-api.ts';
import { AppError } from '../core/app-error.ts';
import type { AdminPassword } from './admin-password.ts';
import { addressGroup, clientAddress } from './client-address.ts';
import type { AdminApp, AdminContext, AdminDeps } from './deps.ts';
import { addEndpoint, doneSchema } from './endpoint.ts';
import { cookieName, sessionOf, siteOfCall } from './guard.ts';
import { LoginLimiter } from './login-limiter.ts';
import { SESSION_LIFE_MS, type Sessions } from './sessions.ts';
import type { Tickets } from './tickets.ts';

/** What every route here needs. */
type Login = {
  readonly deps: AdminDeps;
  readonly sessions: Sessions;
  readonly password: AdminPassword;
  readonly tickets: Tickets;
};

/** Login, logout and the admin password. */
export function addLoginRoutes(app: AdminApp, login: Login): void {
  const { deps, sessions } = login;
  const limiter = new LoginLimiter(() => deps.now());

  addEndpoint(app, {
    method: 'post',
    path: '/login',
    summary: 'Log in. The session comes as a token for Bearer and as a cookie.',
    body: loginSchema,
    answer: loginAnswerSchema,
    isFlat: true,
    handle: async ({ body }, c): Promise<LoginAnswer> => {
      refuseForeignPage(c);
      if (!(await isRight(c, login, limiter, body.password))) {
        throw new AppError('auth.wrong-password', 'The password is not right.');
      }
      return openSession(c, login);
    },
  });

  addTicketRoute(app, login);

  addEndpoint(app, {
    method: 'post',
    path: '/logout',
    summary: 'End the session.',
    answer: doneSchema,
    handle: async (_, c) => {
      // Without a session there is nothing to end; the cookie goes all the same.
      const session = await sessionOf(c, deps, sessions);
      if (session !== null) await sessions.close(session.hash);
      deleteCookie(c, cookieName(deps), { path: '/' });
      return {};
    },
  });

  addPasswordRoute(app, login, limiter);
}

/** The desktop's window comes with a ticket, which it was handed by the program itself. */
function addTicketRoute(app: AdminApp, login: Login): void {
  addEndpoint(app, {
    method: 'post',
    path: '/login/ticket',
    summary: 'Log in with a ticket: how the window of the desktop does it. A ticket counts once.',
    body: ticketLoginSchema,
    answer: loginAnswerSchema,
    isFlat: true,
    handle: async ({ body }, c): Promise<LoginAnswer> => {
      // First: a ticket that was shown is used up, whoever showed it.
      const isGood = login.tickets.redeem(body.ticket);
      refuseForeignPage(c);
      if (!isGood) {
        throw new AppError('auth.bad-ticket', 'The ticket was used already, or is too old.');
      }
      return openSession(c, login);
    },
  });
}

async function openSession(c: AdminContext, { deps, sessions }: Login): Promise<LoginAnswer> {
  const token = await sessions.open();
  setCookie(c, cookieName(deps), token, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: SESSION_LIFE_MS / 1000,
    secure: isHttps(c),
  });
  return { status: 'success', token, expiresIn: SESSION_LIFE_MS / 1000 };
}

/** Whoever sits at an open session still has to know the password to change it; guesses count as at the login. */
function addPasswordRoute(app: AdminApp, login: Login, limiter: LoginLimiter): void {
  const { deps, sessions, password } = login;
  addEndpoint(app, {
    method: 'put',
    path: '/admin/password',
    summary: 'Change the admin password. Every other session ends.',
    body: passwordChangeSchema,
    answer: doneSchema,
    handle: async ({ body }, c) => {
      password.refuseIfFixed();
      // Without a password there is none to know: on the desktop nobody has set one at first.
      const isKnown =
        body.current === undefined
          ? !(await password.isSet())
          : await isRight(c, login, limiter, body.current);
      if (!isKnown) {
        throw new AppError('auth.wrong-current-password', 'The current password is not right.');
      }
      await password.replace(body.next);
      await sessions.closeOthers(c.get('session').hash);
      deps.log.info('the admin password was changed; other sessions ended');
      return {};
    },
  });
}

/** A foreign page must not be able to lock a person out by guessing in their name. */
function refuseForeignPage(c: AdminContext): void {
  if (siteOfCall(c) === 'foreign') {
    throw new AppError('auth.forbidden-origin', 'Log in from our own page.');
  }
}

/**
 * Checks a password for an address that may still try.
 *
 * @throws AppError when the address has to wait
 */
async function isRight(
  c: AdminContext,
  { deps, password }: Login,
  limiter: LoginLimiter,
  shown: string,
): Promise<boolean> {
  const address = clientAddress(c, deps.books.settings.current().trustedProxies);
  const group = addressGroup(address);
  const waitMs = limiter.begin(group);
  if (waitMs > 0) {
    c.header('Retry-After', Math.ceil(waitMs / 1000).toString());
    throw new AppError(
      'auth.locked-out',
      'Too many wrong passwords from your address. Wait a while.',
    );
  }
  const right = await password.isRight(shown);
  if (right) limiter.clear(group);
  else deps.log.warn(`wrong admin password from ${address}`);
  return right;
}

/** Behind a reverse proxy with TLS the browser's page is https although our socket is not. */
function isHttps(c: AdminContext): boolean {
  return c.req.header('origin')?.startsWith('https://') === true;
}
