// @vitest-environment node
import { expect, it } from 'vitest';
import { takeTicket } from '../../../../renderer/src/features/login/ticket.ts';

type Address = Parameters<typeof takeTicket>[0];

/** A window at an address, and where it stands afterwards. */
function open(hash: string) {
  const seen: string[] = [];
  const window = {
    location: { hash, pathname: '/web/', search: '?x=1' },
    history: { replaceState: (_: unknown, __: string, url: string) => void seen.push(url) },
  } as unknown as Address;
  return { ticket: takeTicket(window), address: seen };
}

it.each([
  ['#ticket=abc', { ticket: 'abc', address: ['/web/?x=1'] }],
  ['#ticket=abc&to=%2Fchannels%3Fid%3D1', { ticket: 'abc', address: ['/web/?x=1#/channels?id=1'] }],
  ['#/channels', { ticket: null, address: [] }],
  ['#/x?ticket=abc', { ticket: null, address: [] }],
  ['', { ticket: null, address: [] }],
])('takes the ticket out of %s, and leaves the place', (hash, outcome) => {
  expect(open(hash)).toEqual(outcome);
});
