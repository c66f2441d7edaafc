import { expect, it } from 'vitest';
import { isNestedTooDeep } from '../../../main/core/convert/nesting.ts';

const lists = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const objects = (levels: number): unknown =>
  JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

it.each([
  ['a number', 3, false],
  ['512 levels of lists', lists(512), false],
  ['513 levels of lists', lists(513), true],
  ['512 levels of objects', objects(512), false],
  ['513 levels of objects', objects(513), true],
  ['100,000 levels', lists(100_000), true],
  ['depth behind other members', { a: 1, b: [2, lists(511)] }, true],
])('%s may be too deep', (_, value, expected) => {
  expect(isNestedTooDeep(value)).toBe(expected);
});
