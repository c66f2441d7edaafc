import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const DEPLOY = 'resources/deploy';
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** Every source of a COPY, and the stage that it is copied from. */
function copies(dockerfile: string): readonly { from: string | null; source: string }[] {
  return [...dockerfile.matchAll(/^COPY (?:--from=(\S+) )?(?:--\S+ )*(.+)$/gm)].flatMap(
    ([, from, words = '']) =>
      words
        .split(' ')
        .slice(0, -1)
        .map((source) => ({ from: from ?? null, source })),
  );
}

describe('the Dockerfile, which cannot be built here', () => {
  const text = read(`${DEPLOY}/Dockerfile`);

  it('copies what is there, or what the build makes', () => {
    const found = copies(text);
    expect(found.length).toBeGreaterThan(5);
    const made = ['dist', 'node_modules'];
    for (const { from, source } of found) {
      const file = from === null ? source : source.replace('/src/', '');
      expect(made.includes(file) || existsSync(path.join(ROOT, file)), source).toBe(true);
    }
  });

  it('starts a file that the build makes', () => {
    const [, entry = ''] = /^CMD \["node", "dist\/main\/(\w+)\.js"/m.exec(text) ?? [];
    expect(read('build.mjs')).toContain(`entry: 'main/${entry}.ts', outDir: 'main'`);
  });

  it('is the one that the compose file and the workflow build', () => {
    const file = `${DEPLOY}/Dockerfile`;
    expect(read('.github/workflows/image.yml')).toContain(`file: ${file}`);
    expect(read(`${DEPLOY}/compose.yaml`)).toContain(`dockerfile: ${file}`);
  });

  it('is told apart from the Space, whose owner each person fills in', () => {
    expect(read(`${DEPLOY}/huggingface/Dockerfile`)).toContain('ghcr.io/OWNER/');
    expect(read('docs/deploy.md')).toContain('in place of `OWNER`');
  });
});
