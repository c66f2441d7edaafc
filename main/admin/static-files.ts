import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { AppError } from '../core/app-error.ts';
import type { AdminApp, AdminContext, AdminDeps } from './deps.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** The build writes a hash into these names, so a file never changes under its name. */
const HASHED = /^assets\/[^/]+-[\w-]{8,}\.\w+$/;

/** The pages of the seed programs, as people have bookmarked them. */
const SEED_PAGES: Readonly<Record<string, string>> = {
  'index.html': '/web/#/overview',
  'channels.html': '/web/#/channels',
  'logs.html': '/web/#/requests',
  'stats.html': '/web/#/usage',
  'trend.html': '/web/#/usage',
  'tokens.html': '/web/#/tokens',
  'settings.html': '/web/#/settings',
  'login.html': '/web/',
};

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>ccLoad</title>
<h1>The user interface is not built</h1>
<p>Run <code>npm run build</code> and reload this page. The proxy itself works without it.</p>
</html>
`;

/** The built UI. It holds no secret and is served to everybody; what it shows needs a session. */
export function addStaticRoutes(app: AdminApp, deps: AdminDeps): void {
  const { staticDir } = deps.config;
  app.get('/', (c) => c.redirect('/web/'));
  app.get('/web', (c) => c.redirect('/web/'));
  app.get('/web/*', async (c) => {
    const screen = SEED_PAGES[c.req.path.slice('/web/'.length)];
    if (screen !== undefined) return c.redirect(screen);
    if (staticDir === null) return c.html(NOT_BUILT);
    const path = filePath(c.req.path.slice('/web/'.length));
    const file = (await answerFile(c, staticDir, path)) ?? (await answerScreen(c, staticDir, path));
    if (file === null) throw new AppError('path.not-found', 'There is no such file.');
    return file;
  });
  app.get('/favicon.ico', async (c) => {
    const file = staticDir === null ? null : await answerFile(c, staticDir, 'favicon.ico');
    return file ?? c.body(null, 204);
  });
}

/** A path below the folder. @throws AppError for one that tries to leave it, in whatever spelling */
function filePath(encoded: string): string {
  const refused = new AppError('path.not-found', 'There is no such file.');
  let path: string;
  try {
    path = decodeURIComponent(encoded);
  } catch {
    // A broken escape names no file.
    throw refused;
  }
  const parts = path.split('/');
  const isHidden = parts.some((part) => part.startsWith('.'));
  if (isHidden || /[\\\0:]/.test(path)) throw refused;
  return path === '' ? 'index.html' : path;
}

/** Addresses of screens have no extension; the page decides what they show. */
function answerScreen(c: AdminContext, dir: string, path: string): Promise<Response | null> {
  return extname(path) === '' ? answerFile(c, dir, 'index.html') : Promise.resolve(null);
}

async function answerFile(c: AdminContext, dir: string, path: string): Promise<Response | null> {
  const root = resolve(dir);
  const file = join(root, path);
  if (!file.startsWith(root + sep)) return null;
  const found = await stat(file).catch(noSuchFile);
  if (found?.isFile() !== true) return null;
  const etag = `"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"`;
  c.header('ETag', etag);
  c.header('Cache-Control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (namesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304);
  c.header('Content-Type', TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream');
  return c.body(await readFile(file));
}

function namesEtag(header: string | undefined, etag: string): boolean {
  const tags = header?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(etag) || tags.includes('*');
}

/** @throws the error, unless it only says that there is no such file */
function noSuchFile(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG')
    return null;
  throw error;
}
