import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { answerScript } from '../../support/convert/answer-script.ts';
import { convertedAnswer, factsOf } from '../../support/convert/convert-answer.ts';
import { Dice } from '../../support/convert/dice.ts';
import { fuzz } from '../../support/convert/fuzz.ts';
import { RENDER } from '../../support/convert/render.ts';
import { chopped, onTheWire } from '../../support/convert/wire.ts';

const PROTOCOLS = Object.keys(RENDER) as Protocol[];
const DIRECTIONS = PROTOCOLS.flatMap((upstream) =>
  PROTOCOLS.filter((client) => client !== upstream).map((client) => [upstream, client] as const),
);

describe('stream converters', () => {
  it.each(DIRECTIONS)('%s → %s: write sound streams whatever comes in', (upstream, client) => {
    expect(fuzz({ upstream, client, events: 5000 })).toEqual([]);
  });

  it.each(DIRECTIONS)('%s → %s: write the same however the bytes are cut', (upstream, client) => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.integer({ min: 0 }), (said, cut) => {
        const dice = new Dice(said);
        const bytes = onTheWire(upstream, RENDER[upstream](answerScript(dice), dice), dice);
        const facts = factsOf(upstream, client);
        const whole = convertedAnswer(facts, [bytes]);
        expect(convertedAnswer(facts, chopped(bytes, new Dice(cut)))).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });
});
