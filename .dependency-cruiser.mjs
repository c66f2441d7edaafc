/** @import { IConfiguration, IForbiddenRuleType } from 'dependency-cruiser' */

const OURS = '^(main|renderer|preload|test|scripts)/';

/** Has a rule of its own, so that an import of it is reported once. */
const SHELL = '^main/desktop/';

/** How dependency-cruiser names what comes from a package, whichever list of package.json it is in. */
const PACKAGE = /** @type {const} */ ([
  'npm',
  'npm-dev',
  'npm-optional',
  'npm-peer',
  'npm-bundled',
  'npm-no-pkg',
  'npm-unknown',
]);

/** Folders below `main` whose borders are written down here; `every-folder-has-borders` asks for the others. */
const KNOWN =
  '^main/(contracts|core|state|store|proxy|admin|metering|connect|simulator|app|cli|desktop)/';

/**
 * Of our own folders, files in `from` may import `allowed` alone.
 * @param {string} name
 * @param {string} from
 * @param {string} allowed
 * @returns {IForbiddenRuleType}
 */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: OURS, pathNot: [allowed, SHELL] },
});

/** @param {string} names packages, divided by `|` */
const packages = (names) => `(^|node_modules/)(${names})($|/)`;

/**
 * Packages that belong to one place.
 * @type {readonly (readonly [name: string, packages: string, home: string])[]}
 */
const homes = [
  ['zod-only-at-borders', 'zod', '^main/(contracts/.+\\.schema\\.ts$|admin/)'],
  ['kysely-only-in-store', 'kysely', '^main/store/'],
  ['sqlite-only-in-store', '(@types/)?better-sqlite3', '^main/store/'],
  ['connections-only-in-proxy', 'undici|socks', '^main/proxy/'],
  ['websockets-only-in-their-folder', 'ws|@types/ws', '^main/proxy/responses-socket/'],
  ['hono-only-in-admin', 'hono|@hono', '^main/admin/'],
  ['diff-only-in-admin-and-connect', 'diff', '^main/(admin|connect)/'],
  ['yaml-only-in-admin', 'yaml', '^main/admin/'],
  ['config-parsers-at-borders', 'jsonc-parser|smol-toml', '^main/(admin|connect)/'],
  ['toml-places-only-in-connect', 'toml-eslint-parser', '^main/connect/'],
  ['electron-only-in-shell', 'electron', '^(main/desktop|preload)/'],
  ['shell-packages-only-in-desktop', 'electron-store|electron-updater', '^main/desktop/'],
  ['metering-packages-only-in-metering', 'tiktoken|@pydantic/genai-prices', '^main/metering/'],
  ['log-files-only-in-app', 'rotating-file-stream', '^main/app/'],
  ['metrics-library-only-in-its-folder', 'prom-client', '^main/app/metrics/'],
  ['arguments-only-in-cli', 'commander', '^main/cli/'],
  ['safe-regex-only-in-its-file', 're2js', '^main/app/safe-regex\\.ts$'],
  ['svelte-only-in-renderer', 'svelte|@lucide', '^renderer/'],
  ['charts-only-in-their-file', 'uplot', '^renderer/src/ui/'],
];

/** @type {IConfiguration} */
export default {
  forbidden: [
    only('contracts-import-nothing', '^main/contracts/', '^main/contracts/'),
    only('core-decides', '^main/core/', '^main/(core|contracts)/'),
    only('state-owns-no-storage', '^main/state/', '^main/(state|core|contracts)/'),
    only('store-is-a-leaf', '^main/store/', '^main/(store|core|contracts)/'),
    only('proxy-knows-no-admin', '^main/proxy/', '^main/(proxy|state|core|contracts)/'),
    only('admin-knows-no-proxy', '^main/admin/', '^main/(admin|state|store|core|contracts)/'),
    only('metering-counts', '^main/metering/', '^main/(metering|core|contracts)/'),
    only('connect-patches-files', '^main/connect/', '^main/(connect|core|contracts)/'),
    only('simulator-stands-alone', '^main/simulator/', '^main/simulator/'),
    only('app-joins-main', '^main/app/', '^main/[^/]+/'),
    only('shell-is-thin', '^main/desktop/', '^main/(desktop|app|contracts)/'),
    only('cli-commands', '^main/cli/', '^main/(cli|app|connect|core|contracts)/'),
    only('entries-start-the-app', '^main/[^/]+\\.ts$', '^main/(app|cli|contracts)/'),
    only('renderer-sees-contracts', '^renderer/', '^(renderer|main/contracts)/'),
    only('preload-sees-contracts', '^preload/', '^(preload|main/contracts)/'),
    {
      name: 'every-folder-has-borders',
      severity: 'error',
      from: { path: '^main/[^/]+/', pathNot: KNOWN },
      to: {},
    },
    {
      // Schemas run zod; what decides or draws is handed values that were checked at the border.
      name: 'contracts-are-types-inside',
      severity: 'error',
      from: { path: '^(main/core|preload|renderer)/' },
      to: {
        path: '^main/contracts/',
        pathNot: '^main/contracts/[a-z-]*constants\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'contracts-have-no-io',
      severity: 'error',
      from: { path: '^main/contracts/' },
      to: { dependencyTypes: ['core', ...PACKAGE], pathNot: packages('zod') },
    },
    {
      name: 'core-has-no-io',
      severity: 'error',
      from: { path: '^main/core/' },
      to: { dependencyTypes: ['core', ...PACKAGE] },
    },
    {
      name: 'state-has-no-io',
      severity: 'error',
      from: { path: '^main/state/' },
      to: { dependencyTypes: ['core', ...PACKAGE] },
    },
    {
      name: 'store-speaks-no-http',
      severity: 'error',
      from: { path: '^main/store/' },
      to: { path: '^(node:)?(http|https|http2|net|tls)$' },
    },
    {
      name: 'connect-only-reads-and-writes-files',
      severity: 'error',
      from: { path: '^main/connect/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(fs|fs/promises|path|os)$' },
    },
    {
      name: 'renderer-is-a-browser',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      // The sandboxed preload script knows the electron module and nothing of Node.
      name: 'preload-is-sandboxed',
      severity: 'error',
      from: { path: '^preload/' },
      to: { dependencyTypes: ['core'] },
    },
    ...homes.map(([name, names, home]) => ({
      name,
      severity: /** @type {const} */ ('error'),
      from: { path: '^(main|renderer|preload)/', pathNot: [home, '^main/(core|state)/'] },
      to: { path: packages(names) },
    })),
    {
      // A package that is new here gets a line in the table above, and so a reason.
      name: 'every-package-has-a-home',
      severity: 'error',
      from: {
        path: '^(main|renderer|preload)/',
        pathNot: '^main/(contracts|core|state)/',
      },
      to: {
        dependencyTypes: [...PACKAGE],
        pathNot: packages(homes.map(([, names]) => names).join('|')),
      },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'nothing-imports-the-shell',
      severity: 'error',
      from: { pathNot: '^(main/desktop|test)/' },
      to: { path: SHELL },
    },
  ],
  options: {
    tsPreCompilationDeps: true, // type-only imports count too
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'svelte', 'types'],
      extensions: ['.ts', '.svelte', '.js'],
    },
  },
};
