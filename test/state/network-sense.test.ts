import { beforeEach, describe, expect, it } from 'vitest';
import { NetworkSense } from '../../main/state/network-sense.ts';

const A = 'https://a.example';
const B = 'https://b.example';

let hasNetwork: boolean;
let forgiven: number[];
let sense: NetworkSense;

beforeEach(() => {
  hasNetwork = true;
  forgiven = [];
  sense = new NetworkSense(
    () => hasNetwork,
    (sinceMs) => forgiven.push(sinceMs),
  );
});

describe('NetworkSense', () => {
  it('takes one unreachable upstream for that upstream’s fault', () => {
    sense.note(A, false, 0);
    expect(sense.isDown(0)).toBe(false);
  });

  it('takes it for the machine’s fault when the system has no network', () => {
    hasNetwork = false;
    sense.note(A, false, 0);
    expect(sense.isDown(0)).toBe(true);
  });

  it('takes several at once for the machine’s fault, and undoes what was blamed before it knew', () => {
    sense.note(A, false, 0);
    sense.note(B, false, 1000);
    expect([sense.isDown(1000), forgiven]).toEqual([true, [10_000]]);
    sense.note(A, false, 2000);
    expect(forgiven).toHaveLength(1);
  });

  it('is up as soon as any upstream is reached', () => {
    sense.note(A, false, 0);
    sense.note(B, false, 0);
    sense.note(B, true, 1000);
    expect(sense.isDown(1000)).toBe(false);
  });

  it('forgets what is long ago', () => {
    sense.note(A, false, 0);
    sense.note(B, false, 11_000);
    expect(sense.isDown(11_000)).toBe(false);
  });

  it('does not learn about the network from what runs on this machine', () => {
    sense.note('http://127.0.0.1:9', false, 0);
    sense.note('http://localhost:9', false, 0);
    sense.note('http://[::1]:9', false, 0);
    expect(sense.isDown(0)).toBe(false);
    sense.note('http://localhost.example', false, 0);
    sense.note('http://127.example', false, 0);
    expect(sense.isDown(0)).toBe(true);
  });

  it('blames nobody while the machine wakes up, and for what failed while it slept', () => {
    sense.woke(0, 3_600_000);
    expect([sense.isDown(14_000), sense.isDown(16_000)]).toEqual([true, false]);
    expect(forgiven).toEqual([3_610_000]);
  });
});
