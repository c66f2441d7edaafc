import type { ImportProblem } from '../../contracts/import.ts';
import { withoutApostrophe } from '../csv.ts';
import {
  readFlag,
  readInteger,
  readList,
  readNumber,
  readObject,
  readStrategy,
  type Read,
} from './csv-cells.ts';
import { bare, columnOf, SILENT_COLUMNS, type Column } from './csv-columns.ts';
import { readCsv, type CsvRecord } from './csv-records.ts';
import { loss, MAX_FOUND, note, nothingFound, type Found, type FoundChannel } from './found.ts';
import { statedProtocols, joinedProtocols, protocolWords } from './protocol-words.ts';

/** What stands between models, as ccLoad splits them, and as a Chinese keyboard writes it. */
const MODEL_SIGNS = /[,;|\n\r\t，；、]/;
const KEY_SIGNS = /[,\r\n]/;
const URL_SIGNS = /[\s,]+/;

/** Nothing can be added without; `urls` stands for `url`. Keys may be missing: they are not always sent along. */
const REQUIRED: readonly Column[] = ['name', 'url', 'models'];

type Titles = {
  readonly columns: readonly (Column | undefined)[];
  readonly names: readonly string[];
};

/** Is the first line one of a table of channels? */
export function isChannelTable(text: string): boolean {
  const [head] = readCsv(text.slice(0, 4096));
  const columns = (head?.cells ?? []).map(columnOf);
  return columns.includes('name') && columns.filter((one) => one !== undefined).length > 1;
}

/** The channels of a table as ccLoad and this program write it: one to a line, what stands in no column unsaid. */
export function readChannelTable(text: string): Found {
  const [head, ...records] = readCsv(text);
  const names = (head?.cells ?? []).map((cell) => cell.trim());
  const titles: Titles = { names, columns: names.map(columnOf) };
  const missing = REQUIRED.filter(
    (column) =>
      !titles.columns.includes(column) && !(column === 'url' && titles.columns.includes('urls')),
  );
  if (missing.length > 0) {
    return nothingFound('csv', loss('missingColumn', { line: 1 }, missing.join(', ')));
  }
  const problems: ImportProblem[] = unknownColumns(titles, head?.line ?? 1);
  const channels: FoundChannel[] = [];
  for (const record of records) {
    if (channels.length >= MAX_FOUND) {
      problems.push(loss('tooMany', { line: record.line }));
      break;
    }
    if (record.isBroken) problems.push(loss('badQuotes', { line: record.line }));
    else readRecord(record, titles, channels, problems);
  }
  return { kind: 'csv', channels, settings: [], tokens: [], problems };
}

function unknownColumns({ columns, names }: Titles, line: number): ImportProblem[] {
  return names.flatMap((name, at) => {
    const isKnown = columns[at] !== undefined || SILENT_COLUMNS.has(bare(name));
    const isSeen = isKnown || name === '' || OTHERS[bare(name)] !== undefined;
    return isSeen ? [] : [note('unknownColumn', { line, path: name.slice(0, 100) })];
  });
}

/** Columns of ccLoad that this program cannot follow, and what a cell of them means. */
const OTHERS: Readonly<Record<string, 'rules' | 'login' | 'credential'>> = {
  cooldowndetectionrules: 'rules',
  customrequestrules: 'rules',
  authtype: 'login',
  oauthcredential: 'credential',
};

function readRecord(
  record: CsvRecord,
  titles: Titles,
  channels: FoundChannel[],
  problems: ImportProblem[],
): void {
  const { line, cells } = record;
  for (const [at, name] of titles.names.entries()) {
    const kind = OTHERS[bare(name)];
    const cell = cells[at]?.trim() ?? '';
    if (kind === 'rules' && cell !== '' && cell !== '[]' && cell !== '{}') {
      problems.push(note('notSupported', { line, path: name }));
    }
    if (kind === 'login' && cell !== '' && cell !== 'api_key') {
      problems.push(loss('accountLogin', { line, path: name }));
      return;
    }
  }
  channels.push({ line, path: null, ...inputOf(cells, titles.columns) });
}

type Fields = Readonly<Partial<Record<Column, string>>>;

/** The first of two columns of one meaning counts, unless it is empty. */
function inputOf(
  cells: readonly string[],
  columns: readonly (Column | undefined)[],
): Pick<FoundChannel, 'input' | 'errors'> {
  const fields: Partial<Record<Column, string>> = {};
  for (const [at, column] of columns.entries()) {
    const cell = withoutApostrophe(cells[at] ?? '').trim();
    if (column !== undefined && cell !== '') fields[column] ??= cell;
  }
  const errors: Record<string, string> = {};
  const read = <T>(column: Column, how: (cell: string) => Read<T>): T | undefined => {
    const cell = fields[column];
    const result = cell === undefined ? undefined : how(cell);
    if (result?.ok === false) errors[column] = result.wanted;
    return result?.ok === true ? result.value : undefined;
  };
  const models = read('models', (cell) => readList(cell, MODEL_SIGNS));
  const redirects = read('model_redirects', readObject);
  const input = {
    ...read('more', readObject),
    name: fields.name,
    ...keysOf(
      read('api_key', keyList),
      read('key_notes', (cell) => readList(cell, KEY_SIGNS)),
    ),
    ...addressesOf(
      fields,
      read('urls', (cell) => readList(cell, URL_SIGNS)),
    ),
    models: models === undefined ? undefined : withRedirects(models, redirects ?? {}),
    priority: read('priority', readInteger),
    weight: read('weight', readInteger),
    enabled: read('enabled', readFlag),
    key_strategy: read('key_strategy', readStrategy),
    rpm_limit: read('rpm_limit', readInteger),
    max_concurrency: read('max_concurrency', readInteger),
    daily_cost_limit: read('daily_cost_limit', readNumber),
    cost_multiplier: read('cost_multiplier', readNumber),
    proxyUrl: fields.proxy_url,
    available_time_start: fields.available_time_start,
    available_time_end: fields.available_time_end,
    scheduled_check_enabled: read('scheduled_check_enabled', readFlag),
    scheduled_check_model: fields.scheduled_check_model,
  };
  return { input: withoutGaps(input), errors };
}

/** Keys hold no spaces; an array keeps apart those with a comma in them. */
function keyList(cell: string): Read<readonly unknown[]> {
  return readList(cell, KEY_SIGNS);
}

/** Notes belong to the keys at the same places; where their number differs it is not known to which. */
function keysOf(
  keys: readonly unknown[] | undefined,
  notes: readonly unknown[] | undefined,
): { readonly keys?: readonly unknown[] } {
  if (keys === undefined) return {};
  const isFitting = notes?.length === keys.length;
  return { keys: keys.map((secret, at) => ({ ...(isFitting ? noteOf(notes[at]) : {}), secret })) };
}

function noteOf(one: unknown): object {
  if (!isObject(one)) return {};
  const { at: _, ...kept } = one;
  return kept;
}

/** Several addresses may stand in either column. What each of them speaks counts, whatever the channel says. */
function addressesOf(
  { url, protocols, channel_type: type }: Fields,
  listed: readonly unknown[] | undefined,
): { readonly urls?: readonly unknown[]; readonly protocols?: readonly unknown[] } {
  const stated = protocols ?? type;
  const words = protocolWords(stated?.split(/[\s,;|]+/).filter(Boolean) ?? []);
  const found = listed ?? url?.split(URL_SIGNS);
  const urls = found === undefined ? {} : { urls: found.map(urlOf) };
  if (words.length > 0) return { ...urls, protocols: words };
  const entries = urls.urls?.filter(isObject) ?? [];
  if (entries.every((one) => one['protocols'] === undefined)) return urls;
  const { length } = urls.urls ?? [];
  const spoken = joinedProtocols(entries);
  return length === entries.length ? spoken : { ...urls, protocols: spoken.protocols };
}

/** ccLoad writes `{url, exact, protocols}`. */
function urlOf(one: unknown): unknown {
  if (!isObject(one)) return one;
  const { exact, disabled, protocols: _, ...rest } = one;
  const protocols = statedProtocols(one);
  return {
    ...rest,
    ...(exact === undefined ? {} : { isExact: exact === true }),
    ...(disabled === undefined ? {} : { isEnabled: disabled !== true }),
    ...(protocols === null ? {} : { protocols }),
  };
}

/** What a model is sent as stands in a column of its own. */
function withRedirects(
  models: readonly unknown[],
  redirects: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  const targets = new Map(Object.entries(redirects));
  const entries = models.map((model) => {
    if (typeof model !== 'string') return model;
    const target = targets.get(model);
    targets.delete(model);
    return target === undefined ? model : redirected(model, target);
  });
  return [...entries, ...[...targets].map(([model, target]) => redirected(model, target))];
}

function redirected(model: string, target: unknown): unknown {
  const upstreamNames = Array.isArray(target) ? (target as unknown[]) : [target];
  return { name: model, upstreamNames: upstreamNames.filter((one) => one !== '') };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutGaps(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
