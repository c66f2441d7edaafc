import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { plantTree } from './planted-tree.ts';

const files = {
  // An error that only a checker of markup can see: the script alone is without fault.
  'renderer/src/Seeded.svelte':
    '<script lang="ts">\n  let { count }: { count: number } = $props();\n</script>\n\n{count.toUpperCase()}\n',
  'renderer/src/Sound.svelte':
    '<script lang="ts">\n  let { count }: { count: number } = $props();\n</script>\n\n{count.toFixed(1)}\n',
};

describe('svelte-check', () => {
  const tree = plantTree(files, ['tsconfig.base.json', 'renderer/tsconfig.json', 'node_modules']);

  afterAll(() => tree.remove());

  it('reports a type error in markup, and only that', { timeout: 60_000 }, async () => {
    const bin = join(tree.root, 'node_modules/svelte-check/bin/svelte-check');
    const options = ['--tsconfig', 'renderer/tsconfig.json', '--output', 'machine'];
    const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
      execFile(process.execPath, [bin, ...options], { cwd: tree.root }, (error, stdout) => {
        resolve({ code: error?.code ?? 0, output: stdout });
      });
    });

    expect(code).toBe(1);
    expect(output).toMatch(/ERROR "[^"]*Seeded\.svelte" 5:\d+ .*toUpperCase/);
    expect(output).not.toContain('Sound.svelte');
  });
});
