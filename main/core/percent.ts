/** Decodes `%41` and its kin as UTF-8; null when a sequence is cut, not hexadecimal or not UTF-8. */
export function decodePercent(text: string): string | null {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** Encodes everything a URL gives a meaning to. Half a surrogate pair becomes U+FFFD instead of throwing. */
export function encodePercent(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
