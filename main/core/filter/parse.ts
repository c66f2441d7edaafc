import { PROTOCOLS, REQUEST_OUTCOMES } from '../../contracts/constants.ts';
import type { Zone } from '../limits/calendar.ts';
import { toNanoUsd } from '../limits/money.ts';
import { microsOf } from '../request-id.ts';
import { DAY_MS } from '../statistics/wall-clock.ts';
import { startOf } from '../statistics/buckets.ts';
import { MOMENT_FORMS, readMoment } from './moment.ts';
import {
  FLAGS,
  TEXT_FIELDS,
  type Condition,
  type NumberField,
  type Operator,
  type Term,
  type TextField,
} from './terms.ts';
import { splitFilter, type FilterError, type Written } from './words.ts';

export type ParsedFilter =
  | { readonly ok: true; readonly terms: readonly Term[] }
  | { readonly ok: false; readonly errors: readonly FilterError[] };

/** More than a person writes; each one costs time for every row. */
const MAX_TERMS = 30;

type Moment = { readonly zone: Zone; readonly now: number };

/** Text is what is wrong with the value. */
type Reading = Condition | string;

type Unit = Readonly<Record<string, number>>;
type NumberKind = { readonly field: NumberField; readonly units: Unit; readonly example: string };

const COUNT: Unit = { '': 1, k: 1e3, m: 1e6 };
const TIME: Unit = { ms: 1, '': 1, s: 1e3, m: 6e4, h: 3.6e6 };

/** By the names that people write. */
const NUMBERS: Readonly<Record<string, NumberKind>> = {
  status: { field: 'status', units: { '': 1 }, example: '503 or 5xx' },
  cost: { field: 'costNanoUsd', units: { '': toNanoUsd(1) }, example: '0.10 (US dollars)' },
  duration: { field: 'durationMs', units: TIME, example: '30s or 500ms' },
  firstbyte: { field: 'firstByteMs', units: TIME, example: '2s or 500ms' },
  ttfb: { field: 'firstByteMs', units: TIME, example: '2s or 500ms' },
  tokens: { field: 'tokens', units: COUNT, example: '10000 or 10k' },
  input: { field: 'inputTokens', units: COUNT, example: '10000 or 10k' },
  output: { field: 'outputTokens', units: COUNT, example: '10000 or 10k' },
  attempts: { field: 'attempts', units: { '': 1 }, example: '2' },
};

const OTHERS = ['outcome', 'protocol', 'is', 'id', 'after', 'before', 'on'];

/** Every field there is, for help and for the message about one that there is not. */
export const FILTER_FIELDS: readonly string[] = [
  ...Object.keys(NUMBERS),
  ...TEXT_FIELDS,
  ...OTHERS,
];

/** Reads what a person asks the list of requests for: `status>=500 channel:relay -model:haiku is:failed-over`. */
export function parseFilter(filter: string, moment: Moment): ParsedFilter {
  const { written, errors: torn } = splitFilter(filter);
  const errors: FilterError[] = [...torn];
  const terms: Term[] = [];
  for (const one of written.slice(0, MAX_TERMS)) {
    const condition = readTerm(one, moment);
    if (typeof condition === 'string') {
      errors.push({ position: one.position, message: condition });
    } else {
      terms.push({ condition, isNegated: one.isNegated });
    }
  }
  const tooMany = written[MAX_TERMS];
  if (tooMany !== undefined) {
    const message = `is more than the ${String(MAX_TERMS)} terms that a filter may have`;
    errors.push({ position: tooMany.position, message });
  }
  if (errors.length === 0) return { ok: true, terms };
  return { ok: false, errors: errors.sort((a, b) => a.position - b.position) };
}

function readTerm(written: Written, moment: Moment): Reading {
  const { field, operator, value } = written;
  if (value === '') return 'needs a value';
  if (field === null) return { kind: 'word', word: value };
  const kind = Object.hasOwn(NUMBERS, field) ? NUMBERS[field] : undefined;
  if (kind !== undefined) return readNumber(kind, operator, value);
  if (!FILTER_FIELDS.includes(field)) {
    return `is not a known field; known are ${FILTER_FIELDS.join(', ')}. Put a text with such a sign into quotes`;
  }
  if (operator !== ':' && operator !== '=') return `takes no ${operator}; write ${field}:…`;
  if (isTextField(field)) return readText(field, value);
  return readOther(field, value, moment);
}

function isTextField(field: string): field is TextField {
  return TEXT_FIELDS.some((known) => known === field);
}

function readNumber(
  { field, units, example }: NumberKind,
  operator: Operator | ':',
  value: string,
): Reading {
  const isEqual = operator === ':' || operator === '=';
  const hundred = field === 'status' && isEqual ? /^([1-5])xx$/i.exec(value) : null;
  if (hundred !== null) {
    const low = Number(hundred[1]) * 100;
    return { kind: 'between', field, low, high: low + 99 };
  }
  const match = /^(\d{1,15}(?:\.\d{1,9})?)([a-z]*)$/i.exec(value);
  const factor = match === null ? undefined : units[(match[2] ?? '').toLowerCase()];
  if (match === null || factor === undefined) return `must be a number such as ${example}`;
  const number = Math.round(Number(match[1]) * factor);
  return { kind: 'number', field, operator: operator === ':' ? '=' : operator, value: number };
}

function readText(field: TextField, value: string): Reading {
  const id = /^#(\d{1,15})$/.exec(value)?.[1];
  if (id !== undefined && (field === 'channel' || field === 'token')) {
    return { kind: 'id', field, id: Number(id) };
  }
  return { kind: 'text', field, part: value };
}

function readOther(field: string, value: string, { zone, now }: Moment): Reading {
  const word = value.toLowerCase();
  switch (field) {
    case 'is': {
      const flag = FLAGS.find((known) => known === word);
      return flag === undefined ? `must be one of ${FLAGS.join(', ')}` : { kind: 'is', flag };
    }
    case 'outcome': {
      const outcome = REQUEST_OUTCOMES.find((known) => plain(known) === plain(word));
      if (outcome === undefined) return `must be one of ${REQUEST_OUTCOMES.join(', ')}`;
      return { kind: 'outcome', outcome };
    }
    case 'protocol': {
      // `openai` is both of its protocols.
      const protocols = PROTOCOLS.filter((known) => known.startsWith(word));
      if (protocols.length === 0) return `must be one of ${PROTOCOLS.join(', ')}`;
      return { kind: 'protocol', protocols };
    }
    case 'id': {
      const micros = microsOf(word);
      return micros === null ? 'must be the id of a request' : { kind: 'request', micros };
    }
    default: {
      const at = readMoment(value, zone, now);
      if (at === null) return `must be ${MOMENT_FORMS}`;
      if (field === 'before') return { kind: 'time', from: null, to: at };
      if (field === 'after') return { kind: 'time', from: at, to: null };
      const from = startOf(zone, 'day', at);
      // Noon of the next day at the earliest, midnight at the latest, whatever the clocks do.
      return { kind: 'time', from, to: startOf(zone, 'day', from + 1.5 * DAY_MS) };
    }
  }
}

/** `client-left` is `clientLeft`. */
function plain(word: string): string {
  return word.replaceAll('-', '').toLowerCase();
}
