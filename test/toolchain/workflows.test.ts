import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const FOLDER = path.join(import.meta.dirname, '../../.github/workflows');

describe.each(readdirSync(FOLDER))('the workflow %s', (name) => {
  const text = readFileSync(path.join(FOLDER, name), 'utf8');

  it('takes every action by its commit, which nobody can move, and names its version', () => {
    const used = [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, action]) => action);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used)
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may not change the repository, unless a job says so', () => {
    const { permissions } = parse(text) as { permissions: unknown };
    expect(permissions).toMatchObject({ contents: 'read' });
  });
});
