import type { ConvertError } from './codec.ts';

/** A request that is broken by the rules of its own protocol. */
export function invalid(message: string): ConvertError {
  return { kind: 'convertError', reason: 'invalid', message, losses: [] };
}

export function isConvertError(value: object): value is ConvertError {
  return 'kind' in value && value.kind === 'convertError';
}
