/** Codes of an error and of what caused it: `fetch` hides what happened in its cause. */
export function errorCodes(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)];
  const inner = error.cause === undefined ? [] : errorCodes(error.cause);
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return inner.length + own.length > 0 ? [...own, ...inner] : [error.name];
}
