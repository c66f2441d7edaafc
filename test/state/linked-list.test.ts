import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinkedList, type Linked } from '../../main/state/linked-list.ts';

class Member implements Linked<Member> {
  previous: Member | null = null;
  next: Member | null = null;
}

describe('LinkedList', () => {
  it('holds what a set would hold, in the order of coming, whoever goes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (steps) => {
        const members = Array.from({ length: 10 }, () => new Member());
        const list = new LinkedList<Member>();
        const expected = new Set<Member>();
        for (const step of steps) {
          const member = members[step] as Member;
          if (expected.has(member)) {
            expect(list.remove(member)).toBe(true);
            expected.delete(member);
          } else {
            expect(list.remove(member)).toBe(false);
            list.add(member);
            expected.add(member);
          }
          expect([...list]).toEqual([...expected]);
          expect(list.size).toBe(expected.size);
        }
      }),
    );
  });
});
