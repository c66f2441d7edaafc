import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { framed, GOOD_STREAMS, type EventData } from '../../support/good-streams.ts';
import {
  hasRecordedAnswers,
  recordedAnswers,
  recordedBody,
} from '../../support/recorded-answers.ts';
import { checkStream } from '../../support/stream-checkers/check-stream.ts';
import { KNOWN_FAULTS } from './vendors-faults.ts';

const PROTOCOLS = Object.keys(GOOD_STREAMS) as Protocol[];

/** The stream with some of its events replaced; numbers are put right again where there are any. */
type Change = (events: readonly EventData[]) => readonly EventData[];

const without =
  (at: number): Change =>
  (events) =>
    events.toSpliced(at, 1);
const twice =
  (at: number): Change =>
  (events) =>
    events.toSpliced(at, 0, events.at(at) ?? '');
const swapped =
  (at: number): Change =>
  (events) =>
    events.toSpliced(at, 2, events[at + 1] ?? '', events[at] ?? '');
/** Replaces a piece of the JSON of one event. */
const edited =
  (at: number, from: string, to: string): Change =>
  (events) => {
    const text = JSON.stringify(events.at(at));
    if (!text.includes(from)) throw new Error(`${text} has no ${from}`);
    return events.with(at, JSON.parse(text.replace(from, () => to)) as EventData);
  };

const BAD: readonly (readonly [Protocol, string, Change])[] = [
  ['anthropic', 'message_start comes first', without(0)],
  ['anthropic', 'there is one message_start', twice(0)],
  [
    'anthropic',
    'message_start counts input_tokens',
    edited(0, '"input_tokens":20', '"input_tokens":null'),
  ],
  ['anthropic', 'the message begins without stop_reason', edited(0, '"stop_reason":null,', '')],
  ['anthropic', 'nothing is thought behind the signature', swapped(3)],
  ['anthropic', 'every thought is signed', without(4)],
  ['anthropic', 'the block before has ended', without(5)],
  ['anthropic', 'a piece stands inside of a block', without(6)],
  ['anthropic', 'no text is empty', (events) => events.toSpliced(7, 2)],
  ['anthropic', 'a text takes no thinking_delta', edited(7, 'text_delta', 'thinking_delta')],
  ['anthropic', 'a piece names the open block', edited(7, '"index":1', '"index":0')],
  ['anthropic', 'indices of blocks count from 0', edited(10, '"index":2', '"index":1')],
  ['anthropic', 'a call has an id', edited(10, '"toolu_1"', '""')],
  ['anthropic', 'the input of a call is an object', edited(16, '}', '')],
  ['anthropic', 'only the last call may be cut', without(13)],
  ['anthropic', 'ids of calls are unlike each other', edited(15, 'toolu_2', 'toolu_1')],
  ['anthropic', 'a call ends with tool_use', edited(18, 'tool_use', 'end_turn')],
  ['anthropic', 'tool_use has a call', (events) => events.toSpliced(10, 8)],
  [
    'anthropic',
    'a stop_sequence is told of',
    edited(18, '"stop_sequence":null', '"stop_sequence":"x"'),
  ],
  ['anthropic', 'message_delta counts output_tokens', edited(18, '42', 'null')],
  ['anthropic', 'there is one message_delta', twice(18)],
  ['anthropic', 'message_delta comes before message_stop', without(18)],
  ['anthropic', 'nothing comes after the end', twice(19)],
  ['anthropic', 'every block has ended', without(17)],
  ['openai-chat', 'the first delta has the role', without(0)],
  ['openai-chat', 'all chunks have one id', edited(2, 'chatcmpl-1', 'chatcmpl-2')],
  ['openai-chat', 'a call begins with its id', edited(4, '"call_1"', '""')],
  ['openai-chat', 'a call begins with its name', edited(4, '"name":"read",', '')],
  ['openai-chat', 'indices of calls count from 0', edited(7, '"index":1', '"index":2')],
  ['openai-chat', 'a call keeps its id', edited(7, '"index":1', '"index":0')],
  ['openai-chat', 'the arguments of a call are an object', without(6)],
  ['openai-chat', 'pieces belong to the newest call', swapped(6)],
  ['openai-chat', 'a call ends with tool_calls', edited(8, 'tool_calls', 'stop')],
  ['openai-chat', 'a finish_reason comes before [DONE]', without(8)],
  ['openai-chat', 'there is one finish_reason', twice(8)],
  ['openai-chat', 'nothing is said behind the finish_reason', swapped(7)],
  ['openai-chat', 'usage counts total_tokens', edited(9, '67', 'null')],
  ['openai-chat', 'the usage that was asked for is there', without(9)],
  ['openai-chat', 'usage comes once, behind the finish_reason', twice(9)],
  ['openai-chat', 'nothing comes after the end', twice(10)],
  ['openai-responses', 'response.created comes first', without(0)],
  ['openai-responses', 'there is one response.created', twice(0)],
  ['openai-responses', 'sequence numbers count from 0', swapped(10)],
  ['openai-responses', 'in_progress comes before the first item', without(1)],
  ['openai-responses', 'response.reasoning_summary_text.delta stands inside of a part', without(3)],
  ['openai-responses', 'a part is done once, behind its text', without(5)],
  ['openai-responses', 'every part is done', without(6)],
  ['openai-responses', 'the item before is done', without(7)],
  [
    'openai-responses',
    'items are numbered from 0',
    edited(8, '"output_index":1', '"output_index":2'),
  ],
  [
    'openai-responses',
    'response.output_text.delta has the id of its item',
    edited(10, 'msg_1', 'msg_2'),
  ],
  ['openai-responses', 'response.output_text.done repeats what was streamed', without(10)],
  ['openai-responses', 'the item repeats its parts', edited(14, 'I look', 'I see')],
  ['openai-responses', 'a call has a call_id', edited(15, '"call_1"', '""')],
  ['openai-responses', 'the arguments are done', without(18)],
  ['openai-responses', 'an item keeps its call_id', edited(19, 'call_1', 'call_3')],
  ['openai-responses', 'the item repeats its arguments', edited(19, 'a.txt', 'c.txt')],
  ['openai-responses', 'the output is what was streamed', edited(-1, 'a.txt', 'c.txt')],
  ['openai-responses', 'every item is done', without(24)],
  ['openai-responses', 'usage counts reasoning_tokens', edited(-1, '"reasoning_tokens":7', '')],
  ['openai-responses', 'usage counts cached_tokens', edited(-1, '"cached_tokens":5', '')],
  [
    'openai-responses',
    'the status fits the event',
    edited(-1, '"status":"completed","output"', '"output"'),
  ],
  ['openai-responses', 'nothing comes after the end', twice(-1)],
  ['gemini', 'a chunk has the id of the answer', edited(1, ',"responseId":"answer-1"', '')],
  ['gemini', 'all chunks have one id', edited(1, 'answer-1', 'answer-2')],
  ['gemini', 'the content is the model’s', edited(1, '"role":"model",', '')],
  ['gemini', 'a part says one thing', edited(1, '{"text":"I look "}', '{}')],
  ['gemini', 'a call has an id', edited(3, '"id":"call_1",', '')],
  ['gemini', 'a call has a name', edited(3, '"read"', '""')],
  ['gemini', 'arguments are an object', edited(3, '{"path":"a.txt"}', '"a.txt"')],
  ['gemini', 'ids of calls are unlike each other', edited(4, 'call_2', 'call_1')],
  ['gemini', 'the finishReason is known', edited(4, 'STOP', 'stop')],
  ['gemini', 'the last chunk has the usage', edited(4, 'usageMetadata', 'usage')],
  ['gemini', 'nothing comes after the end', twice(4)],
];

/** An event taken out also leaves a gap in the numbers, which is not what a case is about. */
function renumbered(events: readonly EventData[], fault: string): readonly EventData[] {
  if (fault.startsWith('sequence')) return events;
  return events.map((event, index) => {
    const isNumbered = typeof event !== 'string' && 'sequence_number' in event;
    return isNumbered ? { ...event, sequence_number: index } : event;
  });
}

function checked(protocol: Protocol, events: readonly EventData[]) {
  return checkStream(protocol, framed(protocol, events), { isOurs: true, hasUsage: true });
}

describe('the checkers of streams', () => {
  it.each(PROTOCOLS)('accept a good stream of %s and read what it says', (protocol) => {
    const { faults, ending, said } = checked(protocol, GOOD_STREAMS[protocol]);
    expect(faults).toEqual([]);
    expect(ending).toBe('complete');
    expect(said.text).toBe('I look at both – 你好 😀.');
    expect(said.thinking).toBe('Both at once.');
    expect(said.calls.map(({ input }) => input)).toEqual([{ path: 'a.txt' }, { path: 'b.txt' }]);
    expect(new Set(said.calls.map(({ id }) => id)).size).toBe(2);
    expect(said.usage).not.toBeNull();
  });

  it.each(BAD)('%s: tell when it is not so that %s', (protocol, fault, change) => {
    const bad = renumbered(change(GOOD_STREAMS[protocol]), fault);
    const { faults } = checked(protocol, bad);
    expect(faults.map(ruleOf)).toContain(fault);
  });

  it.each(PROTOCOLS)('%s: tell a stream that was cut from a whole one', (protocol) => {
    const { ending } = checked(protocol, GOOD_STREAMS[protocol].slice(0, 4));
    expect(ending).toBe('cut');
    const text = framed(protocol, GOOD_STREAMS[protocol]).slice(0, -1);
    expect(checkStream(protocol, text).faults.join()).toContain('the last frame');
  });

  it('accept an error in the place of an end, and nothing behind it', () => {
    const events = GOOD_STREAMS.anthropic.slice(0, 8);
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(checked('anthropic', [...events, error])).toMatchObject({ faults: [], ending: 'error' });
    const { faults } = checked('anthropic', [...events, error, { type: 'ping' }]);
    expect(faults.join()).toContain('nothing comes after the end');
  });
});

describe.skipIf(!hasRecordedAnswers)(
  'the checkers before recorded streams (skipped where there are none)',
  () => {
    it('accept all of them but for the faults that are known', () => {
      const unknown: string[] = [];
      let clean = 0;
      const streams = recordedAnswers().filter(({ stream, status }) => stream && status < 300);
      for (const one of streams) {
        const text = recordedBody(one).toString();
        const { faults, ending } = checkStream(one.protocol, text, { isOurs: false });
        const all = ending === 'complete' ? faults : [...faults, `it ends: ${ending}`];
        if (all.length === 0) clean++;
        const isKnown = (fault: string): boolean =>
          KNOWN_FAULTS[one.protocol].includes(ruleOf(fault));
        unknown.push(
          ...all.filter((fault) => !isKnown(fault)).map((fault) => `${one.file}: ${fault}`),
        );
      }
      expect(unknown).toEqual([]);
      expect(clean / streams.length).toBeGreaterThan(0.85);
    });
  },
);

/** A fault without the event that had it. */
function ruleOf(fault: string): string {
  return fault.replace(/ \(event \d+\)$/, '');
}
