import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { isErrorBody } from '../../../main/core/soft-error.ts';
import { convertedAnswer, factsOf } from '../../support/convert/convert-answer.ts';
import { Dice } from '../../support/convert/dice.ts';
import { afterLosses, meaningOf, type Meaning } from '../../support/convert/meaning.ts';
import { RENDER } from '../../support/convert/render.ts';
import { wholeSaid } from '../../support/convert/whole-said.ts';
import { chopped } from '../../support/convert/wire.ts';
import {
  hasRecordedAnswers,
  recordedAnswers,
  recordedBody,
  type RecordedAnswer,
} from '../../support/recorded-answers.ts';
import { isRecord, parsed, type Said } from '../../support/stream-checkers/checked.ts';
import { checkStream } from '../../support/stream-checkers/check-stream.ts';

const PROTOCOLS = Object.keys(RENDER) as Protocol[];
const DIRECTIONS = PROTOCOLS.flatMap((upstream) =>
  PROTOCOLS.filter((client) => client !== upstream).map((client) => [upstream, client] as const),
);

/** What was recorded, if it is a whole answer of a conversation. */
function recordedSaid(one: RecordedAnswer, text: string): Said | null {
  // Calls of OpenAI's own tools that the client runs become functions; test/core/convert/responses has them.
  if (/"type": ?"(local_shell|shell|apply_patch)_call"/.test(text)) return null;
  if (one.stream) {
    const { ending, said, faults } = checkStream(one.protocol, text, { isOurs: false });
    const goesOn = faults.some((fault) => fault.startsWith('nothing is said behind'));
    return ending === 'complete' && !goesOn ? said : null;
  }
  const body = parsed(text);
  if (!isRecord(body) || isErrorBody(body)) return null;
  const said = wholeSaid(one.protocol, body);
  const isSound = said.calls.every(({ name, input }) => name !== '' && isRecord(input));
  return said.stop !== null && isSound ? said : null;
}

describe.skipIf(!hasRecordedAnswers)('recorded answers (skipped where there are none)', () => {
  it.each(DIRECTIONS)('%s → %s and back keep what the client can be told', (upstream, client) => {
    const failures: string[] = [];
    let count = 0;
    for (const one of recordedAnswers()) {
      if (one.protocol !== upstream || one.status >= 300) continue;
      const bytes = recordedBody(one);
      const original = recordedSaid(one, bytes.toString());
      if (original === null) continue;
      count++;
      const dice = new Dice(count);
      const told = (
        from: Protocol,
        to: Protocol,
        answer: Uint8Array,
      ): { said: Said; text: string } => {
        const { text } = convertedAnswer(factsOf(from, to), chopped(answer, dice));
        const { faults, ending, said } = checkStream(to, text, { isOurs: true, hasUsage: true });
        const all = ending === 'complete' ? faults : [...faults, `it ends: ${ending}`];
        failures.push(...all.map((fault) => `${one.file} → ${to}: ${fault}`));
        return { said, text };
      };
      const there = told(upstream, client, bytes);
      const back = told(client, upstream, Buffer.from(there.text));
      const expected = meaningOf(upstream, original);
      const place = `${one.vendor} ${one.file}`;
      const whole = parsed(convertedAnswer(factsOf(upstream, client, false), [bytes]).text);
      const wholly = isRecord(whole) ? meaningOf(client, wholeSaid(client, whole)) : null;
      failures.push(
        ...(wholly === null ? [`${place}: no whole answer`] : []),
        ...differences(`${place} → whole ${client}`, expected, wholly ?? expected, [client]),
        ...differences(`${place} → ${client}`, expected, meaningOf(client, there.said), [client]),
        ...differences(`${place} and back`, expected, meaningOf(upstream, back.said), [
          client,
          upstream,
        ]),
      );
    }
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(40);
  });
});

/** In which of the things that an agent goes by the two differ beyond the losses of these dialects. */
function differences(
  place: string,
  expected: Meaning,
  found: Meaning,
  through: readonly Protocol[],
): string[] {
  const reduced = (meaning: Meaning): Meaning => through.reduce(afterLosses, meaning);
  const wanted = reduced(expected);
  const got = reduced(found);
  // Ids are made where a service gives none.
  const known = wanted.calls.map(({ id }) => id);
  const calls = got.calls.map((call, at) => (known[at] == null ? { ...call, id: null } : call));
  const pairs = { ...got, calls };
  return (Object.keys(wanted) as (keyof Meaning)[]).flatMap((name) => {
    if (wanted[name] === null) return [];
    const a = JSON.stringify(wanted[name]);
    const b = JSON.stringify(pairs[name]);
    return a === b ? [] : [`${place}: ${name}: ${a.slice(0, 150)} ≠ ${b.slice(0, 150)}`];
  });
}
