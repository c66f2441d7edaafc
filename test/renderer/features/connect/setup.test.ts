// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { ConnectClient } from '#contracts/connect';
import type { InFlightView } from '#contracts/live-events';
import { FirstRequest } from '../../../../renderer/src/features/connect/first-request.svelte.ts';
import {
  chosen,
  likelyShell,
  masked,
  pastesOf,
} from '../../../../renderer/src/features/connect/setup.ts';

it.each([
  ['Win32', 'powershell'],
  ['MacIntel', 'bash'],
  ['Linux x86_64', 'bash'],
] as const)('the shell on %s is probably %s', (platform, shell) => {
  expect(likelyShell(platform)).toBe(shell);
});

describe('what is pasted', () => {
  const client: ConnectClient = {
    client: 'codex',
    title: 'Codex CLI',
    shells: [
      { shell: 'bash', text: 'export A=1' },
      { shell: 'fish', text: 'set -gx A 1' },
    ],
    files: [{ path: '~/.codex/config.toml', format: 'toml', text: 'x = 1' }],
    fields: [],
    notes: [],
  };

  it('is the line of the shell, then each file', () => {
    expect(pastesOf(client, 'fish')).toEqual([
      { place: null, text: 'set -gx A 1' },
      { place: '~/.codex/config.toml', text: 'x = 1' },
    ]);
    expect(pastesOf({ ...client, shells: [] }, 'fish')).toHaveLength(1);
  });

  it('shows of a secret only how it begins, everywhere it stands', () => {
    const text = masked('A=ccl-secret B=ccl-secret', 'ccl-secret');
    expect(text).toBe('A=ccl-•••••••• B=ccl-••••••••');
    expect(masked('A=YOUR_TOKEN', null)).toBe('A=YOUR_TOKEN');
  });

  it('falls back to the first client where the address names none that exists', () => {
    expect(chosen([client], 'client', 'vim')).toBe(client);
    expect(chosen([], 'client', 'vim')).toBeUndefined();
  });
});

describe('FirstRequest', () => {
  const view = (facts: Partial<InFlightView>) =>
    ({
      id: 'r1',
      startedAt: 200,
      tokenName: 'local',
      clientFamily: 'claude-code',
      requestedModel: 'claude-x',
      ...facts,
    }) as InFlightView;

  it('takes the first of its token that began after it, and keeps it', () => {
    const first = new FirstRequest(100);
    first.look([view({ startedAt: 50 }), view({ tokenName: 'other' })], 'local');
    expect(first.arrival).toBeNull();
    first.look([view({})], 'local');
    first.look([view({ id: 'r2' })], 'local');
    first.look([], 'local');
    expect(first.arrival).toEqual({ id: 'r1', client: 'claude-code', model: 'claude-x' });
  });
});
