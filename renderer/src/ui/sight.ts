/** So far beside the window, what is not in sight yet is as good as in sight: a row, as one scrolls past. */
const MARGIN = '50px';

type Tell = (isInSight: boolean, height: number) => void;

const tellers = new WeakMap<Element, Tell>();
let observer: IntersectionObserver | null = null;

/** Tells whether an element can be seen and how high it is, whenever that changes. The result ends it. */
export function watchSight(element: Element, tell: Tell): () => void {
  // One for all: each has a cost of its own with every frame.
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, boundingClientRect } of entries)
        tellers.get(target)?.(isIntersecting, boundingClientRect.height);
    },
    { rootMargin: MARGIN },
  );
  const watching = observer;
  tellers.set(element, tell);
  watching.observe(element);
  return () => {
    watching.unobserve(element);
  };
}
