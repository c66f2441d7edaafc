import type { KnownPrice } from '../contracts/price.ts';
import type { CountAnswer, CountQuestion } from '../core/count/count-answer.ts';
import type { PriceQuestion } from './prices/catalogue.ts';

export type MeteringQuestion =
  ({ readonly kind: 'count' } & CountQuestion) | ({ readonly kind: 'price' } & PriceQuestion);

export type WorkerRequest = MeteringQuestion | { readonly kind: 'close' };

/** Answers come in the order of the questions. */
export type WorkerAnswer =
  | { readonly isOk: true; readonly value: CountAnswer | KnownPrice }
  | { readonly isOk: false; readonly message: string };
