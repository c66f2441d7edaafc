import { expect, it } from 'vitest';
import { TREE_PARSERS } from '../../main/admin/import-parsers.ts';

/** In the words of each kind: a name that leads to what all objects share, and one value there. */
const TEXTS = [
  ['toml', '[__proto__]\nplanted = true'],
  ['toml', '__proto__.planted = true'],
  ['toml', 'a = { __proto__ = { planted = true } }'],
  ['toml', '[[a.__proto__]]\nplanted = true'],
  ['toml', '[a."__proto__"]\nplanted = true'],
  ['toml', '[constructor.prototype]\nplanted = true'],
  ['yaml', '__proto__:\n  planted: true'],
  ['yaml', 'constructor: { prototype: { planted: true } }'],
  ['json', '{"__proto__": {"planted": true}}'],
  ['json', '{"a": {"constructor": {"prototype": {"planted": true}}}}'],
] as const;

it.each(TEXTS)('reading %s changes nothing that all objects share: %s', (kind, text) => {
  expect(TREE_PARSERS[kind](text).ok).toBe(true);
  expect('planted' in {}).toBe(false);
});

it('keeps integers that a number cannot hold', () => {
  const read = TREE_PARSERS.toml('a = 9007199254740993\nb = 1');
  expect(read).toEqual({ ok: true, value: { a: 9007199254740993n, b: 1 } });
});

it('names the line of what is no TOML, and quotes nothing of it', () => {
  const read = TREE_PARSERS.toml('a = 1\nkey = sk-secret');
  expect(read).toEqual({ ok: false, line: 2, why: 'TOML' });
});
