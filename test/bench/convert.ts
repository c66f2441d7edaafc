/**
 * CPU of converting, without sockets: of one event of a stream, arrived and told again, in every direction, and of one
 * request of 75 KB from its bytes to other bytes. `node test/bench/convert.ts` prints them; `npm run bench` reports the
 * dearest event.
 */
import type { Protocol } from '../../main/contracts/protocol.ts';
import { AnswerConverter } from '../../main/core/convert/answer-converter.ts';
import { convertRequest, readRequest } from '../../main/core/convert/convert.ts';
import { NO_QUIRKS } from '../../main/core/convert/inner/quirks.ts';
import { isConvertError } from '../../main/core/convert/invalid.ts';
import type { AnswerScript } from '../support/convert/answer-script.ts';
import { factsOf } from '../support/convert/convert-answer.ts';
import { Dice } from '../support/convert/dice.ts';
import { RENDER } from '../support/convert/render.ts';
import { framed } from '../support/good-streams.ts';
import { requestBody } from './shapes/request-body.ts';
import { median } from './stats.ts';

/** The budget of one event. */
export const EVENT_BUDGET_US = 25;
const ROUNDS = 7;
const STREAMS = 40;
const REQUESTS = 60;
const REQUEST_BYTES = 75 * 1024;

const PROTOCOLS = Object.keys(RENDER) as Protocol[];

type Direction = readonly [upstream: Protocol, client: Protocol];

const DIRECTIONS: readonly Direction[] = PROTOCOLS.flatMap((upstream) =>
  PROTOCOLS.filter((client) => client !== upstream).map((client) => [upstream, client] as const),
);

/** A thought and a text of some hundred pieces and two calls, as a coding agent is answered. */
const SCRIPT: AnswerScript = {
  id: 'bench',
  parts: [
    {
      kind: 'thinking',
      text: 'What is it that they want to know? '.repeat(100),
      signature: 'c2ln',
    },
    { kind: 'text', text: 'A sentence of some words, as models write them. '.repeat(200) },
    { kind: 'call', id: 'call_1', name: 'read', input: { path: 'main/core/convert/codec.ts' } },
    { kind: 'call', id: 'call_2', name: 'write', input: { text: 'a line\n'.repeat(200) } },
  ],
  stop: 'toolCalls',
  usage: { input: 20_000, cached: 15_000, output: 3000, reasoning: 900 },
};

function microseconds(times: number, work: () => void): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    for (let n = 0; n < times; n++) work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / times;
  });
  return median(rounds);
}

function eventUs([upstream, client]: Direction): number {
  const events = RENDER[upstream](SCRIPT, new Dice(1));
  // One event a chunk, which is how they arrive.
  const chunks = events.map((event) => Buffer.from(framed(upstream, [event])));
  const whole = microseconds(STREAMS, () => {
    const converter = new AnswerConverter(factsOf(upstream, client));
    for (const chunk of chunks) Buffer.from(converter.push(chunk));
    Buffer.from(converter.end());
    if (converter.state.phase !== 'complete') throw new Error('The stream was not converted.');
  });
  return whole / events.length;
}

function requestUs([upstream, client]: Direction): number {
  const body = requestBody({ protocol: client, sizeBytes: REQUEST_BYTES, isStreaming: true });
  return microseconds(REQUESTS, () => {
    const facts = { model: 'm', isStreaming: true };
    const request = readRequest(client, JSON.parse(body.toString()), facts);
    if (isConvertError(request)) throw new Error(request.message);
    const written = convertRequest(request, upstream, {
      ...facts,
      quirks: NO_QUIRKS,
      onLoss: 'drop',
    });
    if (isConvertError(written)) throw new Error(written.message);
    Buffer.from(JSON.stringify(written.body));
  });
}

/** Microseconds of an event in each direction. */
export function measureConvertedEvents(): readonly number[] {
  return DIRECTIONS.map(eventUs);
}

if (import.meta.main) {
  for (const direction of DIRECTIONS) {
    const name = direction.join(' → ').padEnd(36);
    const event = eventUs(direction).toFixed(1).padStart(6);
    console.log(`${name} event ${event} µs   request ${requestUs(direction).toFixed(0)} µs`);
  }
}
