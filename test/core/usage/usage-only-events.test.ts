import { describe, expect, it } from 'vitest';
import { usageOnlyEvents } from '../../../main/core/usage/usage-only-events.ts';

const USAGE = '"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}';
const WORD = '{"choices":[{"index":0,"delta":{"content":"hi"}}],"usage":null}';
const LAST = `{"id":"c1","object":"chat.completion.chunk","choices":[],${USAGE}}`;

function event(data: string): string {
  return `data: ${data}\n\n`;
}

/** What is left for the client. */
function left(stream: string): string {
  const bytes = Buffer.from(stream);
  let text = '';
  let from = 0;
  for (const { start, end } of usageOnlyEvents(bytes)) {
    text += bytes.toString('utf8', from, start);
    from = end;
  }
  return text + bytes.toString('utf8', from);
}

describe('usageOnlyEvents', () => {
  it('takes out the chunk whose choices are empty, and no other', () => {
    expect(left(event(WORD) + event(LAST) + event('[DONE]'))).toBe(event(WORD) + event('[DONE]'));
  });

  it('takes it out when it comes alone', () => {
    expect(left(event(LAST))).toBe('');
  });

  it('takes the other lines of the event with it', () => {
    const stream = `${event(WORD)}: vendor\nid: 7\ndata:${LAST}\nretry: 10\n\n${event('[DONE]')}`;
    expect(left(stream)).toBe(event(WORD) + event('[DONE]'));
  });

  it('understands lines that end in CRLF', () => {
    const stream = `data: ${WORD}\r\n\r\ndata: ${LAST}\r\n\r\ndata: [DONE]\r\n\r\n`;
    expect(left(stream)).toBe(`data: ${WORD}\r\n\r\ndata: [DONE]\r\n\r\n`);
  });

  it('takes out each one of a stream that states its usage again and again', () => {
    expect(left(event(LAST) + event(WORD) + event(LAST))).toBe(event(WORD));
  });

  it('counts null for empty', () => {
    expect(left(event(`{"choices":null,${USAGE},"citations":[ ]}`))).toBe('');
  });

  it.each([
    ['usage beside the last words', `{"choices":[{"delta":{"content":"."}}],${USAGE}}`],
    ['usage beside the reason of the end', `{"choices":[{"finish_reason":"stop"}],${USAGE}}`],
    ['Groq’s usage', `{"choices":[],"x_groq":{${USAGE}}}`],
    ['a chunk without choices and usage', '{"choices":[],"usage":null}'],
    ['an event that knows no choices', `{"type":"transcript.text.done",${USAGE}}`],
    ['an error', `{"choices":[],${USAGE},"error":{"message":"broken"}}`],
    ['sources', `{"choices":[],${USAGE},"citations":["https://example.org"]}`],
    ['what a filter found', `{"choices":[],${USAGE},"prompt_filter_results":[{}]}`],
    ['words about it', '{"choices":[],"text":"{\\"choices\\":[],\\"usage\\":{}}"}'],
    ['what is malformed', `{"choices":[],${USAGE}`],
  ])('leaves %s', (_, data) => {
    expect(left(event(data))).toBe(event(data));
  });
});
