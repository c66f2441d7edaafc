/** How far a long list is scrolled, and what is in sight of it. Held by whoever wants to move it from outside. */
export class ListScroll {
  scroller = $state.raw<HTMLElement>();
  /** Pixels that are scrolled away above. */
  top = $state(0);
  /** Pixels that are in sight, the headings included. */
  height = $state(0);

  toTop(): void {
    this.scroller?.scrollTo({ top: 0 });
  }

  /** How many rows fit, less one that stays in sight when a page is turned. */
  get pageSize(): number {
    const row = this.scroller?.querySelector<HTMLElement>('[data-key]')?.offsetHeight ?? 0;
    return row === 0 ? 1 : Math.max(1, Math.floor(this.#room / row) - 1);
  }

  look(): void {
    this.top = this.scroller?.scrollTop ?? 0;
  }

  moveBy(pixels: number): void {
    if (this.scroller !== undefined) this.scroller.scrollTop += pixels;
  }

  /** Scrolls no further than it must for a row to be seen whole. */
  reveal(index: number, rowHeight: number): void {
    if (this.scroller === undefined) return;
    const least = (index + 1) * rowHeight - this.#room;
    this.scroller.scrollTop = Math.min(Math.max(this.scroller.scrollTop, least), index * rowHeight);
  }

  /** The headings stay above the rows. */
  get #room(): number {
    if (this.scroller === undefined) return 0;
    const head = this.scroller.querySelector<HTMLElement>('.head');
    const isOver = head === null || getComputedStyle(head).position !== 'sticky';
    return this.scroller.clientHeight - (isOver ? 0 : head.offsetHeight);
  }
}
