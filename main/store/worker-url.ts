/**
 * Where the code of a database thread is. Sources run as they are in tests and while developing, so it
 * is the `.ts` beside this file; in a bundle this file is part of an entry, and the thread's own bundle
 * is the `.js` beside that.
 */
export function workerUrl(name: 'sqlite-worker' | 'statistics-worker' = 'sqlite-worker'): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./${name}.${extension}`, import.meta.url);
}
