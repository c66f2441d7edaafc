import { expect, it } from 'vitest';
import { successShare } from '../../../renderer/src/ui/success-share.ts';

const cell = (success: number, failure: number, rateLimited: number) => {
  return { success, failure, rateLimited };
};

it.each([
  ['no cells', [], { share: null, attempts: 0 }],
  ['only quiet ones', [null, null], { share: null, attempts: 0 }],
  ['successes alone', [null, cell(3, 0, 0)], { share: 1, attempts: 3 }],
  ['failures alone', [cell(0, 2, 0)], { share: 0, attempts: 2 }],
  ['limits, which count too', [cell(1, 0, 1), null, cell(1, 1, 0)], { share: 0.5, attempts: 4 }],
])('tells the share of successes in %s', (_, cells, expected) => {
  expect(successShare(cells)).toEqual(expected);
});
