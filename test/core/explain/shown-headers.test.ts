import { expect, it } from 'vitest';
import { shownHeaders } from '../../../main/core/explain/shown-headers.ts';

it.each([
  ['x-api-key', 'sk-k…6789', 'sk-k…6789'],
  ['authorization', 'Bearer sk-k…6789', 'Bearer sk-k…6789'],
  ['X-Portkey-Api-Key', 'pk-abcdefghijkl', 'pk-a…jkl'],
  ['cookie', 'a=1', '…'],
  ['anthropic-beta', 'oauth-2025', 'oauth-2025'],
  ['x-note', 'my client-secret-of-mine', 'my clie…mine'],
])('the header %s: %s is shown as %s', (name, value, shown) => {
  const headers = shownHeaders([name, value], 'sk-k…6789', ['client-secret-of-mine']);
  expect(headers).toEqual([{ name, value: shown }]);
});
