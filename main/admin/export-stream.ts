import { tableHead, tableLine, type Column, type ExportForm } from '../core/export/table-lines.ts';

/** Characters of one chunk, about. */
const CHUNK_CHARS = 64 * 1024;

/**
 * Rows as a download, made while it is read: the next portion is asked for when the reader has taken the last one, and
 * none any more when it has gone.
 */
export function exportResponse<T>(
  portions: AsyncIterable<Iterable<T>>,
  columns: readonly Column<T>[],
  form: ExportForm,
  name: string,
): Response {
  const lineOf = (row: T): string => tableLine(columns, form, row);
  const head = tableHead(columns, form);
  const chunks = chunksOf(head, portions, lineOf);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: async () => {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { headers: exportHeaders(form, name) });
}

/** Of a file to be saved. */
export function exportHeaders({ format }: ExportForm, name: string): Record<string, string> {
  return {
    'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    'content-disposition': `attachment; filename="${name}.${format}"`,
  };
}

async function* chunksOf<T>(
  head: string,
  portions: AsyncIterable<Iterable<T>>,
  lineOf: (row: T) => string,
): AsyncGenerator<string, undefined> {
  let text = head;
  for await (const rows of portions) {
    for (const row of rows) {
      text += lineOf(row);
      if (text.length < CHUNK_CHARS) continue;
      yield text;
      text = '';
    }
    // A search that finds little still shows that it goes on.
    if (text !== '') yield text;
    text = '';
  }
  if (text !== '') yield text;
  return undefined;
}
