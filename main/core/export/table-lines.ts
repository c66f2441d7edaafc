import { CSV_BOM, csvLine, type CsvValue } from '../csv.ts';

export type ExportForm = {
  readonly format: 'csv' | 'jsonl';
  /** Begin a table with the mark that Excel wants. */
  readonly bom: boolean;
};

export type Column<T> = readonly [name: string, valueOf: (row: T) => CsvValue];

/** What stands above the rows: the names of the columns, or nothing. */
export function tableHead<T>(columns: readonly Column<T>[], { format, bom }: ExportForm): string {
  if (format === 'jsonl') return '';
  return `${bom ? CSV_BOM : ''}${csvLine(columns.map(([title]) => title))}`;
}

/** A row as a line, its end included. */
export function tableLine<T>(
  columns: readonly Column<T>[],
  { format }: ExportForm,
  row: T,
): string {
  return format === 'csv'
    ? csvLine(columns.map(([, valueOf]) => valueOf(row)))
    : `${JSON.stringify(row)}\n`;
}
