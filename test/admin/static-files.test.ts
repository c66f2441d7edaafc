import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin, type Admin } from './admin-fixture.ts';
import { serveAdmin, type AdminServer } from './admin-server.ts';

let folder: string;
let admin: Admin;
let server: AdminServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ccload-static-'));
  const staticDir = join(folder, 'renderer');
  await mkdir(join(staticDir, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'outside');
  await writeFile(join(staticDir, 'index.html'), '<!doctype html><title>ccLoad</title>');
  await writeFile(join(staticDir, 'favicon.ico'), 'icon');
  await writeFile(join(staticDir, '.hidden'), 'hidden');
  await writeFile(join(staticDir, 'assets', 'index-BqT3xY_0.js'), 'export {}');
  await writeFile(join(staticDir, 'assets', 'index-BqT3xY_0.css'), 'a{}');
  await writeFile(join(staticDir, 'assets', 'plain.woff2'), 'font');
  admin = await openAdmin({ isBare: true, config: { staticDir } });
  server = await serveAdmin(admin.deps);
});

afterEach(async () => {
  await server.close();
  await admin.close();
  await rm(folder, { recursive: true, force: true });
});

const INDEX = '<!doctype html><title>ccLoad</title>';

describe('the built UI', () => {
  it.each([
    ['index', '#/overview'],
    ['channels', '#/channels'],
    ['logs', '#/requests'],
    ['stats', '#/usage'],
    ['trend', '#/usage'],
    ['tokens', '#/tokens'],
    ['settings', '#/settings'],
    ['login', ''],
  ])('has the screen that the seeds called %s.html', async (page, screen) => {
    const answer = await server.call({ path: `/web/${page}.html` });
    expect([answer.status, answer.headers.location]).toEqual([302, `/web/${screen}`]);
  });

  it.each(['/', '/web'])('is where %s leads', async (path) => {
    const answer = await server.call({ path });
    expect([answer.status, answer.headers.location]).toEqual([302, '/web/']);
  });

  it('is served without a session, asked for anew each time', async () => {
    const answer = await server.call({ path: '/web/' });
    expect([answer.status, answer.body.toString()]).toEqual([200, INDEX]);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each([
    ['/web/assets/index-BqT3xY_0.js', 'text/javascript; charset=utf-8', true],
    ['/web/assets/index-BqT3xY_0.css', 'text/css; charset=utf-8', true],
    ['/web/assets/plain.woff2', 'font/woff2', false],
    ['/favicon.ico', 'image/x-icon', false],
  ])('serves %s as %s', async (path, type, isForEver) => {
    const { status, headers } = await server.call({ path });
    expect([status, headers['content-type']]).toEqual([200, type]);
    expect(headers['cache-control']).toBe(
      isForEver ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
  });

  it('is not sent again while it is the same', async () => {
    const { etag = '' } = (await server.call({ path: '/web/' })).headers;
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await server.call({ path: '/web/', headers: { 'if-none-match': tags } });
      expect([tags, again.status, again.body.length]).toEqual([tags, 304, 0]);
    }
    await writeFile(join(folder, 'renderer', 'index.html'), 'something longer than it was before');
    const changed = await server.call({ path: '/web/', headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
  });

  it('answers HEAD with the head alone', async () => {
    const answer = await server.call({ method: 'HEAD', path: '/web/' });
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
    expect(answer.headers.etag).toBeDefined();
  });

  it('shows its page at the address of a screen, and 404 for a file that is gone', async () => {
    expect((await server.call({ path: '/web/channels/7' })).body.toString()).toBe(INDEX);
    expect((await server.call({ path: '/web/assets/gone-BqT3xY_0.js' })).status).toBe(404);
  });

  it.each([
    '/web/../secret.txt',
    '/web/%2e%2e/secret.txt',
    '/web/..%2fsecret.txt',
    '/web/..%5csecret.txt',
    '/web/assets/../../secret.txt',
    '/web/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/web//etc/passwd',
    '/web/C:%5csecret.txt',
    '/web/.hidden',
    '/web/secret.txt%00.js',
    '/web/%ff',
    '/web/assets',
  ])('lets nobody out of its folder by %s', async (path) => {
    const answer = await server.call({ path });
    expect(answer.body.toString()).not.toMatch(/outside|hidden|root:/);
    if (answer.status !== 404) expect(answer.body.toString()).toBe(INDEX);
  });
});

describe('a UI that is not built', () => {
  it('says so and how to build it', async () => {
    const bare = await openAdmin({ isBare: true });
    const answer = await bare.call('GET', '/web/');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('npm run build');
    expect((await bare.call('GET', '/favicon.ico')).status).toBe(204);
    await bare.close();
  });
});
