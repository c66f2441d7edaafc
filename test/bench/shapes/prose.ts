const WORDS = (
  'the file function returns value when request stream token buffer server client error config path test module ' +
  'import export const await async type string number object array promise handler route channel model provider key retry ' +
  'timeout header body chunk event parse write read close open state cache queue limit usage cost price'
).split(' ');

/** Xorshift: the same words in every run, so that both ends know the bytes without exchanging them. */
function generator(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}

/** Exactly `length` ASCII characters of prose, with the quotes and line breaks that JSON has to escape. */
export function prose(length: number, seed: number): string {
  const next = generator(seed);
  let text = '';
  while (text.length < length) {
    const dice = next();
    text += `${WORDS[dice % WORDS.length] ?? ''}${separator(dice)}`;
  }
  return text.slice(0, length);
}

function separator(dice: number): string {
  if (dice % 23 === 0) return '.\n';
  if (dice % 17 === 0) return ', "';
  if (dice % 19 === 0) return '" ';
  return ' ';
}
