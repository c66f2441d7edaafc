import {
  expressionBuilder,
  sql,
  type Expression,
  type ExpressionBuilder,
  type RawBuilder,
  type SqlBool,
} from 'kysely';
import type {
  Condition,
  Flag,
  NumberField,
  Operator,
  Term,
  TextField,
} from '../core/filter/terms.ts';
import { microsOf } from '../core/request-id.ts';
import { HAS_FAILED } from './failures.ts';
import type { RequestRow, Tables } from './tables.ts';

type Builder = ExpressionBuilder<Tables, 'requests'>;

/** Ids are epoch microseconds. */
const MICROS_A_MS = 1000;

/** Columns a search looks into: what a person sees of a record and might remember. */
const SEARCHED = [
  'path',
  'requested_model',
  'upstream_model',
  'channel_name',
  'token_name',
  'client_family',
  'conversation',
  'key_mask',
  'detail',
] as const;

const TEXT_COLUMNS: Readonly<Record<TextField, readonly (keyof RequestRow)[]>> = {
  channel: ['channel_name'],
  model: ['requested_model', 'upstream_model', 'returned_model'],
  token: ['token_name'],
  client: ['client_family'],
  conversation: ['conversation'],
  error: ['detail'],
  key: ['key_mask'],
  path: ['path'],
  operation: ['operation'],
};

const INPUT = `input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens + cache_write_tokens`;

/** Null where nobody knows; what is unknown is neither more nor less than anything. */
const NUMBERS: Readonly<Record<NumberField, RawBuilder<number>>> = {
  status: sql`status`,
  costNanoUsd: sql`cost_nano_usd`,
  durationMs: sql`duration_ms`,
  firstByteMs: sql`first_byte_ms`,
  tokens: sql.raw(`(${INPUT} + output_tokens)`),
  inputTokens: sql.raw(`(${INPUT})`),
  outputTokens: sql`output_tokens`,
  attempts: sql`attempt_count`,
};

const OPERATORS: Readonly<Record<Operator, RawBuilder<unknown>>> = {
  '=': sql`=`,
  '!=': sql`<>`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
};

const FLAGS: Readonly<Record<Flag, RawBuilder<SqlBool>>> = {
  failed: sql`(outcome is not null and ${HAS_FAILED})`,
  'failed-over': sql`attempt_count > 1`,
  streaming: sql`is_streaming = 1`,
  estimated: sql`is_usage_estimated = 1`,
  unpriced: sql`(cost_multiplier is not null and cost_nano_usd is null)`,
  running: sql`outcome is null`,
};

/** The terms as conditions on rows of requests. Values are parameters, never text of the statement. */
export function filterConditions(terms: readonly Term[]): Expression<SqlBool>[] {
  const eb = expressionBuilder<Tables, 'requests'>();
  return terms.map(({ condition, isNegated }) => {
    const holds = conditionOf(eb, condition);
    // Of what is unknown a condition does not hold, so its opposite does.
    return isNegated ? sql<SqlBool>`(case when ${holds} then 1 else 0 end) = 0` : holds;
  });
}

function conditionOf(eb: Builder, condition: Condition): Expression<SqlBool> {
  switch (condition.kind) {
    case 'number': {
      const { field, operator, value } = condition;
      return sql<SqlBool>`${NUMBERS[field]} ${OPERATORS[operator]} ${value}`;
    }
    case 'between': {
      const { field, low, high } = condition;
      return sql<SqlBool>`${NUMBERS[field]} between ${low} and ${high}`;
    }
    case 'text':
      return eb.or(TEXT_COLUMNS[condition.field].map((column) => like(eb, column, condition.part)));
    case 'id':
      return eb(
        condition.field === 'channel' ? 'channel_id' : 'token_id',
        '=',
        condition.id as never,
      );
    case 'request':
      return eb('id', '=', condition.micros);
    case 'outcome':
      return eb('outcome', '=', condition.outcome);
    case 'protocol':
      return eb('protocol', 'in', condition.protocols);
    case 'is':
      return FLAGS[condition.flag];
    case 'time': {
      const { from, to } = condition;
      return eb.and([
        ...(from === null ? [] : [eb('id', '>=', from * MICROS_A_MS)]),
        ...(to === null ? [] : [eb('id', '<', to * MICROS_A_MS)]),
      ]);
    }
    case 'word':
      return wordCondition(eb, condition.word);
  }
}

/** A word in any of the texts, or an id. */
export function wordCondition(eb: Builder, word: string): Expression<SqlBool> {
  const hits = SEARCHED.map((column) => like(eb, column, word));
  const id = microsOf(word);
  return eb.or(id === null ? hits : [...hits, eb('id', '=', id)]);
}

function like(eb: Builder, column: keyof RequestRow, part: string): Expression<SqlBool> {
  // Not a backslash: databases disagree whether it must be doubled in a literal.
  const pattern = `%${part.replace(/[~%_]/g, '~$&')}%`;
  return sql<SqlBool>`${eb.ref(column)} like ${pattern} escape '~'`;
}

/** The ids that the terms leave over, as far as times say: there is no need to look elsewhere. */
export function idBounds(terms: readonly Term[]): { readonly from: number; readonly to: number } {
  let from = 0;
  let to = Number.MAX_SAFE_INTEGER;
  for (const { condition, isNegated } of terms) {
    if (isNegated) continue;
    if (condition.kind === 'time') {
      from = Math.max(from, (condition.from ?? 0) * MICROS_A_MS);
      if (condition.to !== null) to = Math.min(to, condition.to * MICROS_A_MS);
    } else if (condition.kind === 'request') {
      from = Math.max(from, condition.micros);
      to = Math.min(to, condition.micros + 1);
    }
  }
  return { from, to };
}
