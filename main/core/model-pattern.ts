/** Whether the name fits a pattern, in which each `*` stands for any run of characters, or none. */
export function fitsPattern(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return pattern === name;
  if (!name.startsWith(head) || name.length < head.length + tail.length) return false;
  if (!name.endsWith(tail)) return false;
  const end = name.length - tail.length;
  let at = head.length;
  // Each piece at its first place leaves the most room for those after it, so nothing is ever tried again.
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
