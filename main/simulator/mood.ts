import type { Behaviour } from './behaviour.ts';
import type { Dice } from './dice.ts';
import type { Schedule } from './schedule.ts';

/** How an upstream behaves from request to request. */
export type Mood =
  | { readonly kind: 'steady'; readonly behaviour: Behaviour }
  /** Fails by chance, from 0 (never) to 1 (always). */
  | {
      readonly kind: 'flaky';
      readonly chance: number;
      readonly failing: Behaviour;
      readonly otherwise: Behaviour;
    }
  /** Changes with time. */
  | { readonly kind: 'changing'; readonly schedule: Schedule<Mood> };

/** What a request meets that arrives `elapsedMs` after the simulator's start. */
export function behaviourIn(mood: Mood, elapsedMs: number, dice: Dice): Behaviour {
  switch (mood.kind) {
    case 'steady':
      return mood.behaviour;
    // One throw per request, so that a list of numbers in a test is a list of fates.
    case 'flaky':
      return dice() < mood.chance ? mood.failing : mood.otherwise;
    case 'changing':
      return behaviourIn(mood.schedule.at(elapsedMs).value, elapsedMs, dice);
  }
}
