import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  generatePassword,
  hashPassword,
  isSamePassword,
  readStoredPassword,
  verifyPassword,
} from '../../main/admin/password.ts';

describe('hashPassword', () => {
  it('makes a hash that only the password fits, and that holds nothing of it', async () => {
    const stored = await hashPassword('open sesame', true, randomBytes);
    expect(await verifyPassword('open sesame', stored)).toBe(true);
    expect(await verifyPassword('open sesamE', stored)).toBe(false);
    expect(await verifyPassword('', stored)).toBe(false);
    expect(JSON.stringify(stored)).not.toContain('sesame');
  });

  it('makes another hash each time', async () => {
    const [one, two] = await Promise.all([
      hashPassword('x', false, randomBytes),
      hashPassword('x', false, randomBytes),
    ]);
    expect(one.hash).not.toBe(two.hash);
  });

  it('works harder for a password that a person chose', async () => {
    const chosen = await hashPassword('x', true, randomBytes);
    const generated = await hashPassword('x', false, randomBytes);
    expect(chosen.params).toEqual({ N: 16_384, r: 8, p: 5 });
    expect(generated.params.N).toBeLessThan(chosen.params.N);
    expect([chosen.isChosen, generated.isChosen]).toEqual([true, false]);
  });

  it('survives being stored as JSON', async () => {
    const stored = await hashPassword('x', false, randomBytes);
    const read = readStoredPassword(JSON.parse(JSON.stringify(stored)));
    expect(read).toEqual(stored);
  });

  it('takes an accent typed in either way', async () => {
    const stored = await hashPassword('caf\u00e9', false, randomBytes);
    expect(await verifyPassword('cafe\u0301', stored)).toBe(true);
  });
});

describe('readStoredPassword', () => {
  it('knows when there is none', () => {
    expect(readStoredPassword(undefined)).toBeNull();
  });

  it('does not take a damaged value for "none"', () => {
    expect(() => readStoredPassword({ hash: 1 })).toThrow('--reset-password');
  });
});

describe('isSamePassword', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'aa', false],
    ['', '', true],
  ])('compares %j and %j', (one, other, expected) => {
    expect(isSamePassword(one, other)).toBe(expected);
  });
});

describe('generatePassword', () => {
  it('writes 100 bits in four groups without look-alikes', () => {
    expect(generatePassword(randomBytes)).toMatch(/^[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){3}$/);
  });

  it('uses every character of its alphabet equally', () => {
    const all = generatePassword((count) => Uint8Array.from({ length: count }, (_, i) => i));
    const rest = generatePassword((count) => Uint8Array.from({ length: count }, (_, i) => i + 20));
    expect(new Set((all + rest).replaceAll('-', '')).size).toBe(32);
  });
});
