/** A text and what it was written in, where that is not UTF-8. */
export type DecodedText = { readonly text: string; readonly encoding: string | null };

/**
 * A text of an unknown encoding. Excel in China saves CSV in GBK, which is a part of GB 18030; as every text of UTF-8 is
 * unlikely to be anything else, that is tried first.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decoded(bytes, 'utf-16le', 'UTF-16');
  if (first === 0xfe && second === 0xff) return decoded(bytes, 'utf-16be', 'UTF-16');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: null };
  } catch {
    // Bytes that are no UTF-8 are a text of the old kind.
    return decoded(bytes, 'gb18030', 'GB18030');
  }
}

function decoded(bytes: Uint8Array, label: string, encoding: string): DecodedText {
  return { text: new TextDecoder(label).decode(bytes), encoding };
}
