import type { Balancing } from '../../contracts/balancing.ts';
import { EXPLORING_SHARE, fastest, type Speed } from '../balance/fastest.ts';
import { leastInFlight } from '../balance/least-in-flight.ts';

/** What a balancing knows of the members of a group, each list in their order. */
export type Standing = {
  readonly weights: readonly number[];
  readonly inFlight: readonly number[];
  readonly speeds: readonly Speed[];
};

export type Shares = {
  /** Of what is asked as things stand; they add up to 1. */
  readonly shares: readonly number[];
  /** Chance decides who is next; else whose turn it is can be told. */
  readonly isDrawn: boolean;
};

/** A throw of the dice that explores nothing, for those who want to know what is likeliest. */
export const LIKELY_THROW = EXPLORING_SHARE;

/** How the members of a group share what is asked now. */
export function sharesOf(balancing: Balancing, standing: Standing): Shares {
  const { weights, inFlight, speeds } = standing;
  switch (balancing) {
    case 'weighted_round_robin':
      return { shares: byWeight(weights), isDrawn: false };
    case 'weighted_random':
      return { shares: byWeight(weights), isDrawn: weights.length > 1 };
    case 'round_robin':
      return { shares: equal(weights.length), isDrawn: false };
    case 'random':
      return { shares: equal(weights.length), isDrawn: weights.length > 1 };
    case 'least_in_flight':
      return { shares: among(leastInFlight(inFlight, weights), weights.length), isDrawn: false };
    case 'fastest':
      return bySpeed(speeds);
  }
}

function bySpeed(speeds: readonly Speed[]): Shares {
  const front = fastest(speeds, () => LIKELY_THROW);
  const [best] = front;
  const isExplored = front.length === 1 && speeds.length > 1 && !speeds.includes(null);
  if (!isExplored) return { shares: among(front, speeds.length), isDrawn: false };
  const others = EXPLORING_SHARE / (speeds.length - 1);
  const shares = speeds.map((_, index) => (index === best ? 1 - EXPLORING_SHARE : others));
  return { shares, isDrawn: true };
}

/** As everywhere: with no weight above 0 all are equal. */
function byWeight(weights: readonly number[]): number[] {
  const shown = weights.map((weight) => Math.max(0, weight));
  const total = shown.reduce((sum, weight) => sum + weight, 0);
  return total === 0 ? equal(weights.length) : shown.map((weight) => weight / total);
}

function equal(count: number): number[] {
  return Array.from({ length: count }, () => 1 / count);
}

function among(members: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    members.includes(index) ? 1 / members.length : 0,
  );
}
