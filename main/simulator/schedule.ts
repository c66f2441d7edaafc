import { between, seededDice } from './dice.ts';

/** A stretch of time with one value. Milliseconds since the start of the schedule. */
type Spell<T> = {
  readonly value: T;
  readonly fromMs: number;
  readonly untilMs: number;
};

/** How good and bad spells follow each other. */
export type Climate<T> = {
  readonly good: readonly [Weather<T>, ...Weather<T>[]];
  readonly bad: readonly [Weather<T>, ...Weather<T>[]];
};

type Weather<T> = {
  readonly value: T;
  /** Chance among its like. */
  readonly weight: number;
  readonly minMs: number;
  readonly maxMs: number;
};

export type Schedule<T> = {
  /** The spell at this time, which may lie anywhere in the future. */
  at(elapsedMs: number): Spell<T>;
};

/** Good and bad spells by turns, the same for the same seed in whatever order they are asked for. */
export function createSchedule<T>(climate: Climate<T>, seed: number): Schedule<T> {
  const dice = seededDice(seed);
  const spells: Spell<T>[] = [];

  // Spells are thrown in their order alone, so the times at which somebody asks change nothing.
  function next(): Spell<T> {
    const weathers = spells.length % 2 === 0 ? climate.good : climate.bad;
    const { value, minMs, maxMs } = pick(weathers, dice());
    const fromMs = spells.at(-1)?.untilMs ?? 0;
    const spell = { value, fromMs, untilMs: fromMs + between(dice, minMs, maxMs) };
    spells.push(spell);
    return spell;
  }

  return {
    at(elapsedMs) {
      let known = spells.findLast((spell) => spell.fromMs <= elapsedMs) ?? next();
      while (known.untilMs <= elapsedMs) known = next();
      return known;
    },
  };
}

/** By weight; `chance` runs from 0 to 1. */
function pick<T>(weathers: readonly [Weather<T>, ...Weather<T>[]], chance: number): Weather<T> {
  let left = chance * weathers.reduce((sum, { weight }) => sum + weight, 0);
  return weathers.find(({ weight }) => (left -= weight) < 0) ?? weathers[0];
}
