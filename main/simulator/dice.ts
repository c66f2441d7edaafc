/** Numbers from 0 up to, but not including, 1. */
export type Dice = () => number;

/** The same seed throws the same numbers on every machine. (The generator is known as mulberry32.) */
export function seededDice(seed: number): Dice {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `min` to `max`, both possible. */
export function between(dice: Dice, min: number, max: number): number {
  return min + Math.floor(dice() * (max - min + 1));
}

/** Any of them, all with the same chance. */
export function oneOf<T>(dice: Dice, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(dice() * choices.length)] ?? choices[0];
}
