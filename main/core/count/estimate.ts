/**
 * Tokens of text, by its bytes alone: for an answer or a request whose upstream reports no usage, and where a
 * tokenizer would cost more than the number is worth. English, code and JSON have about four bytes to a
 * token; Chinese, Japanese and Korean three bytes to a character and about one token to each. What it says
 * is marked as an estimate wherever it is shown.
 */
export function estimateTokens(text: Uint8Array): number {
  let ascii = 0;
  let others = 0;
  for (const byte of text) {
    if (byte < 0x80) ascii++;
    else others++;
  }
  return Math.ceil(ascii / 4 + others / 3);
}
