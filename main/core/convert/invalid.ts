import type { ConvertError } from './codec.ts';

/** A request that is broken by the rules of its own protocol. */
export function invalid(message: string): ConvertError {
  return { kind: 'convertError', reason: 'invalid', message, losses: [] };
}

export function isConvertError(value: { readonly kind?: unknown }): value is ConvertError {
  return value.kind === 'convertError';
}
