import type { Protocol } from '../../../main/contracts/protocol.ts';
import { checkStream } from '../stream-checkers/check-stream.ts';
import { answerScript } from './answer-script.ts';
import { convertedAnswer, factsOf } from './convert-answer.ts';
import { Dice } from './dice.ts';
import { mutated } from './mutate.ts';
import { RENDER } from './render.ts';
import { chopped, onTheWire } from './wire.ts';

export type FuzzRun = {
  readonly upstream: Protocol;
  readonly client: Protocol;
  /** How many events the converter is fed in all. */
  readonly events: number;
  readonly firstSeed?: number;
  /** Called now and then, for those who watch the memory. */
  readonly onProgress?: (done: number) => void;
};

/**
 * Feeds generated streams to one stream converter: two of three have something wrong with them. Whatever comes in, what
 * goes out has to be a stream that its protocol's checker accepts, with an end or an error, and nothing may throw.
 * Returns what went wrong, each with the seed that shows it again.
 */
export function fuzz(run: FuzzRun): readonly string[] {
  const { upstream, client, events, firstSeed = 1, onProgress } = run;
  const failures: string[] = [];
  let done = 0;
  for (let seed = firstSeed; done < events && failures.length < 10; seed++) {
    done += fuzzOnce(upstream, client, seed, failures);
    if (seed % 500 === 0) onProgress?.(done);
  }
  return failures;
}

/** Returns how many events the stream had. */
function fuzzOnce(upstream: Protocol, client: Protocol, seed: number, failures: string[]): number {
  const dice = new Dice(seed);
  const sound = RENDER[upstream](answerScript(dice), dice);
  const isBroken = dice.chance(0.66);
  const events = isBroken ? mutated(sound, dice, 1 + dice.below(5)) : sound;
  const chunks = chopped(onTheWire(upstream, events, dice), dice);
  const place = `${upstream} → ${client}, seed ${String(seed)}`;
  try {
    const { text, state } = convertedAnswer(factsOf(upstream, client), chunks);
    const { faults, ending } = checkStream(client, text, { isOurs: true, hasUsage: true });
    for (const fault of faults) failures.push(`${place}: it is not so that ${fault}`);
    if (state.phase === 'open') failures.push(`${place}: the converter is stuck`);
    const expected = state.phase === 'failed' ? 'error' : 'complete';
    if (ending !== expected) failures.push(`${place}: ${state.phase}, but it ends: ${ending}`);
    if (!isBroken && ending !== 'complete') failures.push(`${place}: a sound stream failed`);
  } catch (error) {
    failures.push(`${place}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  }
  return events.length;
}
