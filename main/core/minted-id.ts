import { CR, LF } from './ascii.ts';
import { readString, scanBeginning } from './json-members.ts';
import type { PartialScan } from './json-members.ts';
import { decodePercent } from './percent.ts';

/**
 * Words of the OpenAI and Anthropic paths that are no ids. One that is missing here is looked up in
 * vain, nothing worse.
 */
const PATH_WORDS = new Set(
  (
    'v1 alpha assistants audio batches cancel chat checkpoints completions compact content containers ' +
    'conversations count_tokens edits embeddings evals events file_batches files fine_tuning generations ' +
    'graders images ' +
    'input_items input_tokens items jobs messages models moderations organizations output_items parts ' +
    'pause permissions realtime remix responses results resume runs search sessions skills speech steps ' +
    'submit_tool_outputs threads transcriptions translations uploads variations vector_stores versions videos'
  ).split(' '),
);

const DATA_FIELD = 'data:';

/** Where Gemini's names begin: `files/abc` is one id. */
const GEMINI_VERSION = /^v1(?:alpha|beta)\d*$/;

/** A model is named by clients and minted by nobody. */
const GEMINI_MODEL = /^models\/[^/]+$/;

/** Longer ones are not believed; ids are stored. */
const MAX_ID_LENGTH = 512;

/**
 * The id that an upstream minted in this answer, by which later requests will name what it stands for.
 * JSON: `id`, else Gemini's `name` or `file.name`. Event streams: `response.id` of the first event that
 * has one. `answer` is the decoded beginning and may be cut anywhere; what is whole in it is found.
 */
export function findMintedId(answer: Uint8Array, contentType: string): string | null {
  const type = contentType.trim().toLowerCase();
  if (type.startsWith('text/event-stream')) return findInStream(answer);
  return /^[^;]*json/.test(type) ? findInObject(answer) : null;
}

/**
 * What may be an id in a request path (without query), the most specific last: `file-abc` of
 * `/v1/files/file-abc/content`, `files/abc` of `/v1beta/files/abc`.
 */
export function idsInPath(path: string): string[] {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => decodePercent(segment) ?? segment);
  const version = segments.findIndex((segment) => GEMINI_VERSION.test(segment));
  if (version >= 0) return geminiNames(segments.slice(version + 1));
  // What stands behind `models` is the name of one.
  const models = segments.indexOf('models');
  const named = models < 0 ? segments : segments.slice(0, models);
  return named.filter((segment) => !PATH_WORDS.has(segment));
}

/** Collections and names take turns: `corpora/a/documents/b` names the document and its corpus. */
function geminiNames(segments: readonly string[]): string[] {
  const names: string[] = [];
  for (let count = 2; count <= segments.length; count += 2) {
    const name = segments
      .slice(0, count)
      .join('/')
      .replace(/:[A-Za-z]+$/, '');
    if (!GEMINI_MODEL.test(name)) names.push(name);
  }
  return names;
}

function findInObject(answer: Uint8Array): string | null {
  const scan = scanBeginning(answer, 0, answer.length);
  const id = textOf(answer, scan, 'id');
  if (id !== null) return id;
  const name = textOf(answer, scan, 'name') ?? nestedTextOf(answer, scan, 'file', 'name');
  // Only Gemini's names hold slashes; that of another's assistant or store is a title.
  return name === null || !name.includes('/') || GEMINI_MODEL.test(name) ? null : name;
}

/**
 * Reads lines, not events: the first event repeats the whole request in some answers, so it may be cut
 * although its id has been seen.
 */
function findInStream(answer: Uint8Array): string | null {
  for (let start = 0; start < answer.length;) {
    let end = start;
    while (end < answer.length && answer[end] !== LF && answer[end] !== CR) end++;
    const data = dataStart(answer, start, end);
    if (data >= 0) {
      const scan = scanBeginning(answer, data, end);
      const id = nestedTextOf(answer, scan, 'response', 'id');
      if (id !== null) return id;
    }
    start = end + 1;
  }
  return null;
}

/** Where the value of a `data` field begins; -1 for another line. */
function dataStart(answer: Uint8Array, start: number, end: number): number {
  for (let index = 0; index < DATA_FIELD.length; index++) {
    if (answer[start + index] !== DATA_FIELD.charCodeAt(index)) return -1;
  }
  return Math.min(start + DATA_FIELD.length, end);
}

function textOf(answer: Uint8Array, scan: PartialScan, name: string): string | null {
  const member = scan.members.get(name);
  const text = member === undefined ? null : readString(answer, member);
  return text === null || text === '' || text.length > MAX_ID_LENGTH ? null : text;
}

/** As `textOf`, for a member of an object that may itself be cut. */
function nestedTextOf(
  answer: Uint8Array,
  scan: PartialScan,
  outer: string,
  inner: string,
): string | null {
  const member = scan.members.get(outer);
  if (member !== undefined) {
    return textOf(answer, scanBeginning(answer, member.start, member.end), inner);
  }
  if (scan.unfinished?.name !== outer) return null;
  return textOf(answer, scanBeginning(answer, scan.unfinished.start, answer.length), inner);
}
