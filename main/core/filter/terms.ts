import type { Protocol } from '../../contracts/protocol.ts';
import type { RequestOutcome } from '../../contracts/record.ts';

/** What can be compared with a number, each in the unit in which it is stored. */
export type NumberField =
  | 'status'
  | 'costNanoUsd'
  | 'durationMs'
  | 'firstByteMs'
  | 'tokens' // of the whole input and the output
  | 'inputTokens' // of the whole input
  | 'outputTokens'
  | 'attempts';

/** What can be searched for a part of it, without regard to case. */
export const TEXT_FIELDS = [
  'channel',
  'model', // asked for, sent or returned
  'token',
  'client',
  'conversation',
  'error',
  'key',
  'path',
  'operation',
] as const;

export const FLAGS = [
  'failed',
  'failed-over',
  'streaming',
  'estimated',
  'unpriced',
  'running',
] as const;

export type TextField = (typeof TEXT_FIELDS)[number];
export type Flag = (typeof FLAGS)[number];

export const OPERATORS = ['>=', '<=', '!=', '>', '<', '='] as const;
export type Operator = (typeof OPERATORS)[number];

export type Condition =
  | {
      readonly kind: 'number';
      readonly field: NumberField;
      readonly operator: Operator;
      readonly value: number;
    }
  /** Both ends included. */
  | {
      readonly kind: 'between';
      readonly field: NumberField;
      readonly low: number;
      readonly high: number;
    }
  | { readonly kind: 'text'; readonly field: TextField; readonly part: string }
  /** `channel:#3` */
  | { readonly kind: 'id'; readonly field: 'channel' | 'token'; readonly id: number }
  | { readonly kind: 'request'; readonly micros: number }
  | { readonly kind: 'outcome'; readonly outcome: RequestOutcome }
  | { readonly kind: 'protocol'; readonly protocols: readonly Protocol[] }
  | { readonly kind: 'is'; readonly flag: Flag }
  /** Begun in it; a missing end is open. */
  | { readonly kind: 'time'; readonly from: number | null; readonly to: number | null }
  /** In any of the texts that a person sees. */
  | { readonly kind: 'word'; readonly word: string };

/** Every term has to hold. A negated one holds for all that its condition does not. */
export type Term = { readonly condition: Condition; readonly isNegated: boolean };
