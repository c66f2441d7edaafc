import { cruise } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import config from '../../.dependency-cruiser.mjs';
import { plantTree } from './planted-tree.ts';

/**
 * One import that breaks the rule, and nothing else. The file is named after its rule so that every
 * violation can be traced to its plant; `beside` are the files that the import needs.
 */
interface Plant {
  readonly file: string;
  readonly source: string;
  readonly beside?: Readonly<Record<string, string>>;
}

const empty = 'export {};\n';

const plants: Readonly<Record<string, Plant>> = {
  'contracts-import-nothing': {
    file: 'main/contracts/contracts-import-nothing.ts',
    source: "import type {} from '../core/neighbour.ts';",
  },
  'core-decides': {
    file: 'main/core/convert/core-decides.ts',
    source: "import '../../state/neighbour.ts';",
  },
  'state-owns-no-storage': {
    file: 'main/state/state-owns-no-storage.ts',
    source: "import type {} from '../store/neighbour.ts';",
  },
  'store-is-a-leaf': {
    file: 'main/store/store-is-a-leaf.ts',
    source: "import '../state/neighbour.ts';",
  },
  'proxy-knows-no-admin': {
    file: 'main/proxy/proxy-knows-no-admin.ts',
    source: "import '../metering/neighbour.ts';",
  },
  'admin-knows-no-proxy': {
    file: 'main/admin/admin-knows-no-proxy.ts',
    source: "export { } from '../proxy/neighbour.ts';",
  },
  'metering-counts': {
    file: 'main/metering/metering-counts.ts',
    source: "import '../state/neighbour.ts';",
  },
  'connect-patches-files': {
    file: 'main/connect/connect-patches-files.ts',
    source: "import '../store/neighbour.ts';",
  },
  'simulator-stands-alone': {
    file: 'main/simulator/simulator-stands-alone.ts',
    source: "import type {} from '../core/neighbour.ts';",
  },
  'app-joins-main': {
    file: 'main/app/app-joins-main.ts',
    source: "import '../../renderer/src/neighbour.ts';",
  },
  'shell-is-thin': {
    file: 'main/desktop/shell-is-thin.ts',
    source: "import '../proxy/neighbour.ts';",
  },
  'entries-start-the-app': {
    file: 'main/entries-start-the-app.ts',
    source: "import './store/neighbour.ts';",
  },
  'renderer-sees-contracts': {
    file: 'renderer/src/renderer-sees-contracts.svelte',
    source: `<script lang="ts">\n  import '../../main/core/neighbour.ts';\n</script>\n`,
  },
  'preload-sees-contracts': {
    file: 'preload/preload-sees-contracts.ts',
    source: "import '../main/app/neighbour.ts';",
  },
  'every-folder-has-borders': {
    file: 'main/misc/every-folder-has-borders.ts',
    source: "import '../core/neighbour.ts';",
  },
  'contracts-are-types-inside': {
    file: 'main/core/contracts-are-types-inside.ts',
    source: "import '#contracts/channel.schema';",
  },
  'contracts-have-no-io': {
    file: 'main/contracts/contracts-have-no-io.ts',
    source: "import 'node:crypto';",
  },
  'core-has-no-io': {
    file: 'main/core/core-has-no-io.ts',
    source: "import type {} from 'node:buffer';",
  },
  'state-has-no-io': {
    file: 'main/state/state-has-no-io.ts',
    source: "import 'undici';",
  },
  'store-speaks-no-http': {
    file: 'main/store/store-speaks-no-http.ts',
    source: "import 'node:http';",
  },
  'connect-only-reads-and-writes-files': {
    file: 'main/connect/connect-only-reads-and-writes-files.ts',
    source: "import 'node:child_process';",
  },
  'renderer-is-a-browser': {
    file: 'renderer/src/renderer-is-a-browser.svelte.ts',
    source: "import 'node:path';",
  },
  'preload-is-sandboxed': {
    file: 'preload/preload-is-sandboxed.ts',
    source: "import 'node:fs';",
  },
  'zod-only-at-borders': {
    file: 'main/contracts/zod-only-at-borders.ts',
    source: "import 'zod';",
  },
  'kysely-only-in-store': {
    file: 'main/admin/kysely-only-in-store.ts',
    source: "import type {} from 'kysely';",
  },
  'sqlite-only-in-store': {
    file: 'main/app/sqlite-only-in-store.ts',
    source: "await import('better-sqlite3');",
  },
  'connections-only-in-proxy': {
    file: 'main/admin/connections-only-in-proxy.ts',
    source: "import 'undici';",
  },
  'hono-only-in-admin': {
    file: 'main/app/hono-only-in-admin.ts',
    source: "import '@hono/node-server';",
  },
  'diff-only-in-admin-and-connect': {
    file: 'main/proxy/diff-only-in-admin-and-connect.ts',
    source: "import 'diff';",
  },
  'yaml-only-in-admin': {
    file: 'main/proxy/yaml-only-in-admin.ts',
    source: "import 'yaml';",
  },
  'config-parsers-at-borders': {
    file: 'main/proxy/config-parsers-at-borders.ts',
    source: "import 'jsonc-parser';",
  },
  'toml-places-only-in-connect': {
    file: 'main/admin/toml-places-only-in-connect.ts',
    source: "import 'toml-eslint-parser';",
  },
  'arguments-only-in-cli': {
    file: 'main/app/arguments-only-in-cli.ts',
    source: "import 'commander';",
  },
  'cli-commands': {
    file: 'main/cli/cli-commands.ts',
    source: "import '../store/neighbour.ts';",
  },
  'electron-only-in-shell': {
    file: 'main/app/electron-only-in-shell.ts',
    source: "import type {} from 'electron';",
  },
  'shell-packages-only-in-desktop': {
    file: 'preload/shell-packages-only-in-desktop.ts',
    source: "import 'electron-store';",
  },
  'metering-packages-only-in-metering': {
    file: 'main/proxy/metering-packages-only-in-metering.ts',
    source: "import 'tiktoken';",
  },
  'websockets-only-in-their-folder': {
    file: 'main/proxy/websockets-only-in-their-folder.ts',
    source: "await import('ws');",
  },
  'log-files-only-in-app': {
    file: 'main/log-files-only-in-app.ts',
    source: "import 'rotating-file-stream';",
  },
  'safe-regex-only-in-its-file': {
    file: 'main/app/safe-regex-only-in-its-file.ts',
    source: "await import('re2js');",
  },
  'svelte-only-in-renderer': {
    file: 'main/proxy/svelte-only-in-renderer.ts',
    source: "import 'svelte/store';",
  },
  'metrics-library-only-in-its-folder': {
    file: 'main/app/metrics-library-only-in-its-folder.ts',
    source: "await import('prom-client');",
  },
  'charts-only-in-their-file': {
    file: 'renderer/src/charts-only-in-their-file.ts',
    source: "import 'uplot';",
  },
  'every-package-has-a-home': {
    file: 'main/proxy/every-package-has-a-home.ts',
    source: "import 'left-pad';",
  },
  'no-cycles': {
    file: 'main/core/no-cycles.ts',
    source: "import './other-half.ts';",
    beside: { 'main/core/other-half.ts': "import type {} from './no-cycles.ts';" },
  },
  'no-unresolved': {
    file: 'main/app/no-unresolved.ts',
    source: "import './gone.ts';",
  },
  'nothing-imports-the-shell': {
    file: 'main/app/nothing-imports-the-shell.ts',
    source: "import '../desktop/neighbour.ts';",
  },
};

/** What the rules must leave alone; a border that is drawn too narrow shows here. */
const lawful: Readonly<Record<string, string>> = {
  'main/contracts/channel.schema.ts': "import 'zod';",
  'main/core/lawful.ts':
    "import type {} from '#contracts/channel.schema';\nimport '../contracts/constants.ts';",
  'main/state/lawful.ts': "import '../core/neighbour.ts';\nimport '#contracts/neighbour';",
  'main/store/lawful.ts':
    "import 'better-sqlite3';\nimport 'kysely';\nimport 'node:worker_threads';",
  'main/proxy/lawful.ts': "import 'undici';\nimport 'node:http';\nimport '../state/neighbour.ts';",
  'main/proxy/responses-socket/lawful.ts': "import 'ws';",
  'main/admin/lawful.ts':
    "import 'hono';\nimport '@hono/node-server';\nimport 'zod';\nimport '../store/neighbour.ts';",
  'main/metering/lawful.ts': "import 'tiktoken';\nimport 'node:worker_threads';",
  'main/connect/lawful.ts': "import 'node:fs/promises';\nimport 'node:path';\nimport 'node:os';",
  'main/app/lawful.ts':
    "import '../connect/neighbour.ts';\nimport '../simulator/neighbour.ts';\nimport '../proxy/neighbour.ts';\nimport 'rotating-file-stream';",
  'main/app/safe-regex.ts': "import 're2js';",
  'main/desktop/lawful.ts':
    "import 'electron';\nimport 'electron-store';\nimport '../app/neighbour.ts';",
  'main/headless.ts': "import './app/neighbour.ts';\nimport 'node:process';",
  'preload/lawful.ts': "import 'electron';\nimport type {} from '#contracts/neighbour';",
  'renderer/src/lawful.svelte': `<script lang="ts">
  import type { Channel } from '#contracts/neighbour';
  import { PORT } from '#contracts/constants';
  import { onMount } from 'svelte';
  let { channel }: { channel: Channel } = $props();
  onMount(() => console.log(channel, PORT));
</script>
`,
};

const folders = [
  'contracts',
  'core',
  'state',
  'store',
  'proxy',
  'admin',
  'metering',
  'connect',
  'simulator',
  'app',
  'cli',
  'desktop',
];

/** Stand-ins: a rule names a package by its path, so what is inside does not matter. */
const packages = [
  'zod',
  'kysely',
  'better-sqlite3',
  'undici',
  'ws',
  'hono',
  '@hono/node-server',
  'diff',
  'jsonc-parser',
  'toml-eslint-parser',
  'yaml',
  'electron',
  'electron-store',
  'tiktoken',
  'rotating-file-stream',
  're2js',
  'svelte',
  'commander',
  'left-pad',
  'prom-client',
  'uplot',
];

function minimalTree(): Record<string, string> {
  const tree: Record<string, string> = {
    'package.json': JSON.stringify({
      type: 'module',
      imports: { '#contracts/*': './main/contracts/*.ts' },
      dependencies: Object.fromEntries(packages.map((name) => [name, '1.0.0'])),
    }),
    'main/contracts/constants.ts': 'export const PORT = 1;\n',
    'main/contracts/neighbour.ts': 'export type Channel = string;\n',
    'renderer/src/neighbour.ts': empty,
    ...lawful,
  };
  for (const folder of folders) tree[`main/${folder}/neighbour.ts`] ??= empty;
  for (const name of packages) {
    tree[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0' });
    tree[`node_modules/${name}/index.js`] = '';
  }
  for (const name of [
    'store',
    'internal/client',
    'internal/disclose-version',
    'internal/flags/legacy',
  ])
    tree[`node_modules/svelte/${name}.js`] = '';
  for (const { file, source, beside } of Object.values(plants)) {
    tree[file] = source;
    Object.assign(tree, beside);
  }
  return tree;
}

/** Names of the broken rules, by the file that breaks them. */
async function brokenRules(root: string): Promise<Map<string, string[]>> {
  const { forbidden, options } = config;
  if (!forbidden || !options) throw new Error('the border configuration lacks rules or options');
  const { output } = await cruise(
    ['main', 'renderer', 'preload'],
    { ...options, baseDir: root, validate: true, ruleSet: { forbidden } },
    { ...options.enhancedResolveOptions },
  );
  if (typeof output === 'string') throw new Error('the cruise answered with text');

  const broken = new Map<string, string[]>();
  for (const { from, rule } of output.summary.violations) {
    const names = broken.get(from) ?? [];
    if (!names.includes(rule.name)) broken.set(from, [...names, rule.name]);
  }
  return broken;
}

describe('borders between folders', () => {
  const tree = plantTree(minimalTree());
  let broken: Map<string, string[]>;

  beforeAll(async () => {
    broken = await brokenRules(tree.root);
  }, 30_000);

  afterAll(() => tree.remove());

  it('have a planted violation for every rule', () => {
    const rules = (config.forbidden ?? []).map((rule) => rule.name);
    expect(Object.keys(plants).sort()).toEqual(rules.sort());
  });

  it.each(Object.entries(plants))('%s is reported for its plant, and alone', (rule, { file }) => {
    expect(broken.get(file)).toEqual([rule]);
  });

  it.each(Object.keys(lawful))('leave %s alone', (file) => {
    expect(broken.get(file)).toBeUndefined();
  });
});
