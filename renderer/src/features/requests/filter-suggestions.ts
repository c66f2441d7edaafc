import { PROTOCOLS, REQUEST_OUTCOMES } from '#contracts/constants';
import { filterValue } from './filter-terms.ts';

/** What values of the person's own there are. */
export type FilterSources = {
  readonly channels: readonly string[];
  readonly models: readonly string[];
  readonly tokens: readonly string[];
};

export type Suggestion = {
  /** What stands in the input when it is taken. */
  readonly text: string;
  /** The field that it is about, to be explained. */
  readonly field: FilterField;
  /** A whole term; otherwise a value is still to come. */
  readonly isWhole: boolean;
};

export const FILTER_FLAGS = [
  'failed',
  'failed-over',
  'streaming',
  'estimated',
  'unpriced',
  'running',
] as const;

const MOMENTS = ['30m', '12h', '7d', 'today', 'yesterday'];

/** Every field with the sign that mostly follows it, in the order in which they are offered. */
export const FILTER_FIELDS = {
  is: ':',
  status: '>=',
  channel: ':',
  model: ':',
  token: ':',
  client: ':',
  outcome: ':',
  error: ':',
  cost: '>',
  duration: '>',
  firstbyte: '>',
  attempts: '>',
  tokens: '>',
  input: '>',
  output: '>',
  after: ':',
  before: ':',
  on: ':',
  protocol: ':',
  operation: ':',
  conversation: ':',
  key: ':',
  path: ':',
  id: ':',
} as const;

type FilterField = keyof typeof FILTER_FIELDS;

const EXAMPLES: Partial<Record<FilterField, readonly string[]>> = {
  is: FILTER_FLAGS,
  outcome: REQUEST_OUTCOMES.map((outcome) => outcome.toLowerCase()),
  protocol: PROTOCOLS,
  client: ['claude-code', 'codex', 'gemini-cli', 'openai-sdk'],
  status: ['400', '429', '500', '529'],
  cost: ['0.01', '0.10', '1'],
  duration: ['10s', '30s', '2m'],
  firstbyte: ['2s', '10s'],
  attempts: ['1', '2'],
  tokens: ['10k', '100k'],
  input: ['10k', '100k'],
  output: ['1k', '10k'],
  after: MOMENTS,
  before: MOMENTS,
  on: ['today', 'yesterday'],
};

const HEAD = /^(-?)([a-z]+)(:(?:>=|<=|!=|>|<|=)?|>=|<=|!=|>|<|=)(.*)$/i;

const MOST = 10;

/** How a term that is being typed may go on. */
export function suggest(typed: string, sources: FilterSources): readonly Suggestion[] {
  const head = HEAD.exec(typed);
  const field = head?.[2]?.toLowerCase();
  if (head !== null && isField(field)) {
    const [, minus = '', , operator = ':', begun = ''] = head;
    return valuesOf(field, sources)
      .filter((value) => holds(value, begun))
      .slice(0, MOST)
      .map((value) => ({
        text: `${minus}${field}${operator}${filterValue(value)}`,
        field,
        isWhole: true,
      }));
  }
  const minus = typed.startsWith('-') ? '-' : '';
  const begun = typed.slice(minus.length).toLowerCase();
  return (Object.keys(FILTER_FIELDS) as FilterField[])
    .filter((name) => name.startsWith(begun))
    .slice(0, MOST)
    .map((name) => ({
      text: `${minus}${name}${FILTER_FIELDS[name]}`,
      field: name,
      isWhole: false,
    }));
}

function isField(name: string | undefined): name is FilterField {
  return name !== undefined && Object.hasOwn(FILTER_FIELDS, name);
}

function valuesOf(field: FilterField, sources: FilterSources): readonly string[] {
  if (field === 'channel') return sources.channels;
  if (field === 'model') return sources.models;
  if (field === 'token') return sources.tokens;
  return EXAMPLES[field] ?? [];
}

function holds(value: string, begun: string): boolean {
  return value.toLowerCase().includes(begun.replaceAll('"', '').toLowerCase());
}
