/** What an installer holds, and what it must not. */
import path from 'node:path';

/** What a program cannot start without. */
const NEEDED = [
  /^package\.json$/,
  /^dist\/main\/desktop\.js$/,
  /^dist\/main\/sqlite-worker\.js$/,
  /^dist\/main\/statistics-worker\.js$/,
  /^dist\/main\/metering-worker\.js$/,
  /^dist\/preload\/preload\.cjs$/,
  /^dist\/renderer\/index\.html$/,
  /^node_modules\/better-sqlite3\/lib\/index\.js$/,
  /^node_modules\/tiktoken\/lite\/tiktoken_bg\.wasm$/,
  /^node_modules\/tiktoken\/encoders\/p50k_base\.cjs$/,
];

/** What nobody should be given. Whole packages that are bundled already belong to it. */
const REFUSED = [
  /\.(map|ts|svelte|c|cc|cpp|h|gyp|gypi|md)$/,
  /(^|\/)(test|tests|__tests__|docs|coverage|\.git|\.github)\//,
  /^(main|renderer|preload|scripts|resources)\//,
  /^dist\/main\/(headless|demo|chaos)/,
  /^node_modules\/(?!better-sqlite3(\/|$)|tiktoken(\/|$)|\.package-lock)/,
];

/**
 * What is wrong with the content of an archive, one sentence each.
 * @param {readonly string[]} packed files in the archive, those beside it included
 * @param {readonly string[]} unpacked files beside it
 * @param {readonly string[]} trayImages
 * @param {string} binary of the database, for the system that is packed for
 * @returns {string[]}
 */
export function contentFaults(packed, unpacked, trayImages, binary) {
  const missing = NEEDED.filter((wanted) => !packed.some((file) => wanted.test(file)));
  const refused = packed.filter((file) => REFUSED.some((pattern) => pattern.test(file)));
  const binaries = packed.filter((file) => file.endsWith('.node'));
  const found = [
    ...missing.map((wanted) => `Nothing in the archive is ${wanted.source}.`),
    ...refused.map((file) => `${file} does not belong into the archive.`),
  ];
  if (binaries.length !== 1 || path.posix.basename(binaries[0] ?? '') !== binary)
    found.push(`The one binary should be ${binary}, and there is: ${binaries.join(', ')}.`);
  if (unpacked.length !== 1 || unpacked[0] !== binaries[0])
    found.push(
      `The binary alone should lie beside the archive, and there is: ${unpacked.join(', ')}.`,
    );
  if (!trayImages.includes('idleTemplate@2x.png') || !trayImages.includes('idle-on-dark.ico'))
    found.push(`The tray's images are missing; there is: ${trayImages.join(', ')}.`);
  return found;
}
