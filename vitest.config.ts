import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Long runs with a script of their own; `npm test` stays below two minutes. */
const longRuns = [
  'test/bench/**',
  'test/clients/**',
  'test/e2e/**',
  'test/fuzz/**',
  'test/soak/**',
];

/** Files that look at what a process shares (certificates, connections), or at how threads start, end and die. */
const apart = [
  'test/metering/metering-thread.test.ts',
  'test/proxy/connections.test.ts',
  'test/proxy/dispatchers.test.ts',
  'test/store/{data-lock,durability,open,sqlite-thread}.test.ts',
];

export default defineConfig({
  test: {
    // Processes, not threads: native modules and worker threads of ours live in the tests too.
    pool: 'forks',
    maxWorkers: '100%',
    reporters: ['default'],
    testTimeout: 10_000,
    hookTimeout: 10_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'main',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/renderer/**', ...apart, ...longRuns],
          // Two thirds of a run would go into starting processes and threads, and loading what others have loaded.
          isolate: false,
          alias: [
            {
              find: 'node:worker_threads',
              replacement: `${import.meta.dirname}/test/support/warm-threads.ts`,
            },
          ],
        },
      },
      {
        extends: true,
        test: { name: 'apart', environment: 'node', include: apart },
      },
      {
        extends: true,
        plugins: [svelte({ configFile: false })],
        // Without it Svelte hands out its server half, which cannot mount a component.
        resolve: { conditions: ['browser'] },
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          isolate: false,
          include: ['test/renderer/**/*.test.ts'],
        },
      },
    ],
  },
});
