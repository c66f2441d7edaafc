import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Long runs with a script of their own; `npm test` stays below two minutes. */
const longRuns = ['test/bench/**', 'test/clients/**', 'test/e2e/**', 'test/soak/**'];

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
          exclude: ['test/renderer/**', ...longRuns],
        },
      },
      {
        extends: true,
        plugins: [svelte({ configFile: false })],
        // Without it Svelte hands out its server half, which cannot mount a component.
        resolve: { conditions: ['browser'] },
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['test/renderer/**/*.test.ts'],
        },
      },
    ],
  },
});
