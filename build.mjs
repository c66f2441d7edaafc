/**
 * Builds the program into dist/: one bundle per Node entry, and the pages for the browser.
 *
 * Everything is bundled but Node's own modules, native and WebAssembly ones, because reading some hundred module
 * files costs twice the CPU of the whole start.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { refuseElectron } from './scripts/bundle-needs.mjs';

const root = import.meta.dirname;
const dist = `${root}/dist`;

/** Carry a binary that a bundler cannot inline; the installed package is loaded instead. */
const native = ['better-sqlite3', 'tiktoken'];

/** Provided by the program that runs the shell, and there alone. */
const provided = ['electron'];

/**
 * What runs under Node. Each entry is a build of its own, so that a worker thread loads nothing of the
 * main bundle. Entries of one folder lie side by side, chunks too: a bundle finds its worker beside it.
 */
const nodeTargets = [
  { entry: 'main/headless.ts', outDir: 'main', name: 'headless' },
  { entry: 'main/ccload.ts', outDir: 'main', name: 'ccload' },
  { entry: 'main/desktop/main.ts', outDir: 'main', name: 'desktop' },
  { entry: 'main/store/sqlite-worker.ts', outDir: 'main', name: 'sqlite-worker' },
  { entry: 'main/store/statistics-worker.ts', outDir: 'main', name: 'statistics-worker' },
  { entry: 'main/metering/metering-worker.ts', outDir: 'main', name: 'metering-worker' },
  { entry: 'main/simulator/demo.ts', outDir: 'main', name: 'demo' },
  { entry: 'main/simulator/chaos.ts', outDir: 'main', name: 'chaos' },
];

/** First load of the pages, compressed. Above this the window opens visibly later. */
const BUDGET_BYTES = { js: 130_000, css: 15_000 };

/** @type {{ version: string, homepage: string }} */
const { version, homepage } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
/** @type {{ version: string }} */
const { version: pricesVersion } = JSON.parse(
  readFileSync(`${root}/node_modules/@pydantic/genai-prices/package.json`, 'utf8'),
);

/** @type {{ version: string }} */
const undici = JSON.parse(readFileSync(`${root}/node_modules/undici/package.json`, 'utf8'));

/** @type {import('vite').InlineConfig} */
const shared = {
  root,
  configFile: false,
  logLevel: 'warn',
  define: {
    __APP_VERSION__: JSON.stringify(version),
    __HOMEPAGE__: JSON.stringify(homepage),
    __PRICES_VERSION__: JSON.stringify(pricesVersion),
    __UNDICI_VERSION__: JSON.stringify(undici.version),
  },
};

/**
 * V8 keeps the source for as long as the program runs, in two bytes a character when a single one is beyond ASCII.
 * `charset` escapes those of the code; what is left of them stands in comments of licences.
 * @type {import('vite').Rolldown.Plugin}
 */
const asciiComments = {
  name: 'ascii-comments',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]/gu, escaped);
    }
  },
};

/** @param {string} char */
function escaped(char) {
  return `\\u{${/** @type {number} */ (char.codePointAt(0)).toString(16)}}`;
}

/** @param {(typeof nodeTargets)[number]} target */
async function buildForNode({ entry, outDir, name }) {
  const built = await build({
    ...shared,
    ssr: { target: 'node', noExternal: true, external: [...native, ...provided] },
    build: {
      ssr: true,
      target: 'node24',
      outDir: `${dist}/${outDir}`,
      emptyOutDir: false,
      minify: false, // a stack trace in somebody's log should name our functions
      rolldownOptions: {
        input: { [name]: `${root}/${entry}` },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: `${name}-[name]-[hash].js`,
          charset: 'ascii',
          comments: { legal: true, annotation: false, jsdoc: false },
        },
        plugins: [asciiComments],
      },
    },
  });
  if (!('output' in built)) throw new Error(`"${name}" was not built once, in one format.`);
  if (name !== 'desktop') refuseElectron(name, built);
}

/** A sandboxed preload script is one CommonJS file: it can load nothing but Electron's own few modules. */
function buildPreload() {
  return build({
    ...shared,
    ssr: { target: 'node', noExternal: true, external: provided },
    build: {
      ssr: true,
      target: 'es2023',
      outDir: `${dist}/preload`,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { preload: `${root}/preload/preload.ts` },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  });
}

/** @returns {Promise<import('vite').Rolldown.RolldownOutput>} */
async function buildPages() {
  const result = await build({
    ...shared,
    root: `${root}/renderer`,
    base: '/web/',
    plugins: [svelte({ configFile: false })],
    build: { target: 'es2023', outDir: `${dist}/renderer`, emptyOutDir: false },
  });
  if ('output' in result) return result;
  throw new Error('The pages were not built once, in one format.');
}

/**
 * Compressed size of what a browser needs before it shows the first page: the entry, what the entry
 * imports without `await`, and every style sheet of those.
 * @param {import('vite').Rolldown.RolldownOutput} built
 */
function firstLoad({ output }) {
  const files = new Map(output.map((file) => [file.fileName, file]));
  const entries = output.filter((file) => file.type === 'chunk' && file.isEntry);
  const wanted = new Set(entries.map((file) => file.fileName));
  const size = { js: 0, css: 0 };
  // A set hands out what is added to it while it is walked.
  for (const name of wanted) {
    const file = files.get(name);
    if (file?.type === 'chunk') {
      size.js += gzipSync(file.code).length;
      for (const needed of file.imports) wanted.add(needed);
      for (const style of file.viteMetadata?.importedCss ?? []) wanted.add(style);
    } else if (file?.fileName.endsWith('.css')) {
      size.css += gzipSync(file.source).length;
    }
  }
  return size;
}

// While somebody works on the pages alone, the rest stays as it is.
const isPagesOnly = process.argv.includes('--pages');
rmSync(isPagesOnly ? `${dist}/renderer` : dist, { recursive: true, force: true });
if (!isPagesOnly) {
  for (const target of nodeTargets) await buildForNode(target);
  await buildPreload();
}
const size = firstLoad(await buildPages());
console.log(`first load, compressed: ${size.js} bytes of JavaScript, ${size.css} of CSS`);
for (const kind of /** @type {const} */ (['js', 'css'])) {
  if (size[kind] > BUDGET_BYTES[kind])
    throw new Error(`${kind} is over its budget of ${BUDGET_BYTES[kind]} bytes.`);
}
// Written last: a build that broke half-way is not taken for a build. The launcher reads its time.
writeFileSync(`${dist}/built.json`, `${JSON.stringify({ version })}\n`);
