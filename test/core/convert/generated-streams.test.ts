import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { SseParser } from '../../../main/core/sse.ts';
import { answerScript } from '../../support/convert/answer-script.ts';
import { Dice } from '../../support/convert/dice.ts';
import { RENDER } from '../../support/convert/render.ts';
import { chopped, onTheWire } from '../../support/convert/wire.ts';
import { framed } from '../../support/good-streams.ts';
import { checkStream } from '../../support/stream-checkers/check-stream.ts';

const PROTOCOLS = Object.keys(RENDER) as Protocol[];

describe('generated streams', () => {
  it.each(PROTOCOLS)('of %s satisfy the checker and say what was written for them', (protocol) => {
    for (let seed = 0; seed < 200; seed++) {
      const dice = new Dice(seed);
      const script = answerScript(dice);
      const text = framed(protocol, RENDER[protocol](script, dice));
      const { faults, ending, said } = checkStream(protocol, text, { isOurs: false });
      expect([seed, faults, ending]).toEqual([seed, [], 'complete']);
      const texts = script.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
      expect(said.text).toBe(texts.join(''));
      const calls = script.parts.flatMap((part) => (part.kind === 'call' ? [part.input] : []));
      expect(said.calls.map(({ input }) => input)).toEqual(calls);
    }
  });

  it('mean the same however they are framed and cut', () => {
    for (let seed = 0; seed < 100; seed++) {
      const dice = new Dice(seed);
      const events = RENDER.anthropic(answerScript(dice), dice);
      const parser = new SseParser();
      const chunks = chopped(onTheWire('anthropic', events, dice), dice);
      // A lone CR at the very end could go on with LF; the next byte tells.
      const read = [...chunks, new Uint8Array([0x3a])].flatMap((chunk) => parser.push(chunk));
      const data = read.flatMap((event) => (event.kind === 'event' ? [event.data] : []));
      expect(data).toEqual(events.map((event) => JSON.stringify(event)));
    }
  });
});
