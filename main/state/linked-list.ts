/** A member of a list, which keeps its neighbours in it. In one list at a time. */
export type Linked<T> = { previous: T | null; next: T | null };

/** Keeps the order in which members came, and lets go of any of them at once. */
export class LinkedList<T extends Linked<T>> {
  #first: T | null = null;
  #last: T | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(member: T): void {
    member.previous = this.#last;
    if (this.#last === null) this.#first = member;
    else this.#last.next = member;
    this.#last = member;
    this.#size += 1;
  }

  /** False when it is not in the list. */
  remove(member: T): boolean {
    const { previous, next } = member;
    if (previous === null && this.#first !== member) return false;
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    member.previous = null;
    member.next = null;
    this.#size -= 1;
    return true;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let member = this.#first; member !== null; member = member.next) yield member;
  }
}
