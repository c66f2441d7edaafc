/**
 * Keeps package-lock.json installable on a machine without a compiler.
 *
 *   node scripts/lock.mjs           repairs it (`npm run lock`, after every `npm install`)
 *   node scripts/lock.mjs --check   says what is wrong and exits with 1
 *
 * better-sqlite3 brings its binaries along and a binding.gyp beside them. npm 10 takes that file for a
 * wish to compile, unless the lock entry says `"gypfile": false` – which every `npm install` drops.
 * npm 11 asks `allowScripts` of package.json instead.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const NATIVE = 'node_modules/better-sqlite3';

/**
 * @typedef {object} LockEntry
 * @property {string} [resolved] address of the archive
 * @property {string} [integrity]
 * @property {boolean} [gypfile] false: has a binding.gyp that must not be run
 * @property {boolean} [link]
 * @property {Record<string, string>} [optionalDependencies]
 *
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * The lock with what `npm install` dropped.
 * @param {Lock} lock
 * @returns {Lock}
 */
export function repaired(lock) {
  const packages = Object.entries(lock.packages).map(([path, entry]) => {
    const { resolved, ...rest } = entry;
    // An address would tie the lock to one registry; without it npm asks the one that is set.
    const kept = resolved === undefined || entry.link ? entry : rest;
    return [path, path === NATIVE ? { ...kept, gypfile: false } : kept];
  });
  return { ...lock, packages: Object.fromEntries(packages) };
}

/**
 * What would go wrong with this lock, one sentence each.
 * @param {Lock} lock
 * @returns {string[]}
 */
export function faults(lock) {
  const found = [];
  const paths = Object.keys(lock.packages);
  if (lock.packages[NATIVE]?.gypfile !== false)
    found.push(`${NATIVE} lacks "gypfile": false; npm 10 would try to compile it.`);
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '' || entry.link) continue;
    if (entry.resolved !== undefined) found.push(`${path} is tied to ${entry.resolved}.`);
    if (entry.integrity === undefined) found.push(`${path} has no integrity hash.`);
    // A binding for a platform that the registry did not have at that moment. `npm ci` refuses such a lock.
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!paths.some((other) => other.endsWith(`node_modules/${name}`)))
        found.push(`${path} wants ${name}, which the lock does not have.`);
    }
  }
  return found;
}

/** @param {string[]} options */
function run(options) {
  const file = new URL('../package-lock.json', import.meta.url);
  /** @type {Lock} */
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  if (!options.includes('--check')) {
    writeFileSync(file, `${JSON.stringify(repaired(lock), null, 2)}\n`);
    return;
  }
  const found = faults(lock);
  if (found.length === 0) return;
  console.error(found.slice(0, 10).join('\n'));
  console.error('"npm run lock" mends marks and addresses; commit package-lock.json then.');
  process.exitCode = 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) run(process.argv.slice(2));
