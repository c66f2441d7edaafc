// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Session } from '../../../../renderer/src/features/login/session.svelte.ts';
import { AdminServer, data, refused } from '../../support/admin-server.ts';

const welcome = { status: 200, body: { status: 'success', token: 'x', expiresIn: 86_400 } };

describe('Session', () => {
  let server: AdminServer;
  let session: Session;

  beforeEach(async () => {
    server = await AdminServer.start();
    session = new Session(server.client);
  });

  afterEach(() => server.stop());

  it('goes on where the browser still holds a session', async () => {
    server.script = () => data({ inFlight: [] });
    expect(session.state).toBe('checking');
    await session.check();
    expect(session.state).toBe('loggedIn');
  });

  it('asks for the password where it holds none, without talk of an ended session', async () => {
    server.script = () => refused(401, 'auth.required');
    await session.check();
    expect(session.state).toBe('loggedOut');
    expect(session.hasEnded).toBe(false);
  });

  it('does not ask for the password only because the program is not there', async () => {
    await server.stop();
    await session.check();
    expect(session.state).toBe('unknown');
    expect(session.problem).toEqual({ kind: 'unreachable' });
  });

  it('says why a login was refused, and forgets it after a right one', async () => {
    server.script = () => refused(401, 'auth.required');
    await session.check();
    server.script = () => refused(401, 'auth.wrong-password');
    await session.logIn('guess');
    expect(session.state).toBe('loggedOut');
    expect(session.problem).toMatchObject({ code: 'auth.wrong-password' });
    server.script = () => welcome;
    await session.logIn('right');
    expect(session.state).toBe('loggedIn');
    expect(session.problem).toBeNull();
  });

  it('sends one login at a time', async () => {
    server.script = () => welcome;
    await Promise.all([session.logIn('right'), session.logIn('right')]);
    expect(server.seen).toHaveLength(1);
  });

  it('says that the session ended when a later call is refused', async () => {
    server.script = () => data({ inFlight: [] });
    await session.check();
    server.script = () => refused(401, 'auth.required');
    await server.client.channels();
    expect(session.state).toBe('loggedOut');
    expect(session.hasEnded).toBe(true);
  });

  it('is over after a log-out, and that is no surprise', async () => {
    server.script = () => data({});
    await session.check();
    await session.logOut();
    expect(session.state).toBe('loggedOut');
    expect(session.hasEnded).toBe(false);
  });

  it('stays logged in when the log-out did not arrive', async () => {
    server.script = () => data({});
    await session.check();
    await server.stop();
    await session.logOut();
    expect(session.state).toBe('loggedIn');
    expect(session.problem).toEqual({ kind: 'unreachable' });
  });
});
