/**
 * `; name="…"` or `; name=…`; a quoted text may hold semicolons and what looks like parameters. One
 * that is never closed reaches to the end, so that no text is tried from two places.
 */
const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\[^])*)(?:"|\\?$)|([^;"]*))/g;

/**
 * A header value such as `form-data; name="a;b"`, taken apart: the part before the first semicolon in
 * lower case, and the parameters by lower-case name, quotes and backslashes resolved. Of two equal
 * names the first counts.
 */
export function parseHeaderParameters(header: string): {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
} {
  const semicolon = header.indexOf(';');
  const value = semicolon < 0 ? header : header.slice(0, semicolon);
  const parameters = new Map<string, string>();
  const rest = semicolon < 0 ? '' : header.slice(semicolon);
  for (const [, name = '', quoted, plain = ''] of rest.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (parameters.has(key)) continue;
    parameters.set(key, quoted === undefined ? plain.trim() : quoted.replace(/\\([^])/g, '$1'));
  }
  return { value: value.trim().toLowerCase(), parameters };
}
