/** One frame of an event stream: its name, if it has one, and its data. */
export type Frame = { readonly name: string | null; readonly data: string };

/**
 * Cuts a whole event stream into frames by the letter of the standard, without a parser of the product's. Comments fall
 * away; `rest` is what stands behind the last empty line, which no client would ever see.
 */
export function framesOf(text: string): { frames: readonly Frame[]; rest: string } {
  const blocks = text.replaceAll(/\r\n?/g, '\n').split('\n\n');
  const rest = blocks.pop() ?? '';
  const frames = blocks.flatMap((block) => {
    const lines = block.split('\n').map(fieldOf);
    const data = lines.flatMap(([name, value]) => (name === 'data' ? [value] : []));
    const names = lines.flatMap(([name, value]) => (name === 'event' ? [value] : []));
    return data.length === 0 ? [] : [{ name: names.at(-1) ?? null, data: data.join('\n') }];
  });
  return { frames, rest };
}

function fieldOf(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon < 0) return [line, ''];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}
