/** Excel takes a file without it for one in the old encoding of its country. */
export const CSV_BOM = '\uFEFF';

/**
 * What makes a spreadsheet take a text for a formula, which could send data away or start programs. Apostrophes in front of
 * one are counted with it, so that the one we put there can be told from those that were there.
 */
const FORMULA = /^'*[=+\-@\t\r]/;

export type CsvValue = string | number | boolean | null | undefined;

/** One line as RFC 4180 has it. A text that a spreadsheet would compute gets an apostrophe in front. */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

function field(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A field as it was before `csvLine` made it safe. */
export function withoutApostrophe(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}
