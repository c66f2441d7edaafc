import { describe, expect, it } from 'vitest';
import { aGate, FakeClient, RESET, type GateCase } from './fake-answer.ts';

const JSON_BODY: GateCase = { request: { isStreaming: false }, contentType: 'application/json' };
const OTHER: GateCase = { request: { operation: 'other', protocol: 'openai-chat' } };
const OPEN = { ok: true };

function flaw(name: string): object {
  return { ok: false, kind: 'flaw', flaw: name };
}

describe('the gate of a body that is no stream', () => {
  it.each<[string, GateCase, string, object]>([
    ['JSON', JSON_BODY, '{"content":[]}', OPEN],
    ['a soft error', JSON_BODY, '{"type":"error","error":{"message":"no"}}', flaw('softError')],
    ['cut JSON', JSON_BODY, '{"content":[{"text":"a', flaw('malformed')],
    ['an empty body', JSON_BODY, '', flaw('empty')],
    ['HTML', { ...JSON_BODY, contentType: 'text/html' }, '<html></html>', flaw('html')],
    ['an empty body where none is due', { ...OTHER, contentType: null }, '', OPEN],
    [
      'a soft error of another operation',
      { ...OTHER, contentType: 'application/json' },
      '{"error":{"message":"no"}}',
      flaw('softError'),
    ],
    ['events of another operation', OTHER, 'data: {"type":"x"}\n\n', OPEN],
    [
      'JSON lines',
      { ...OTHER, contentType: 'application/x-ndjson' },
      '{"error":1}\n{"error":2}\n',
      OPEN,
    ],
    ['sound', { ...OTHER, contentType: 'audio/mpeg' }, '\u0001', OPEN],
    [
      'a stored answer that had failed',
      { request: { method: 'GET', operation: 'other' }, contentType: 'application/json' },
      '{"status":"failed","error":{"message":"no"}}',
      OPEN,
    ],
  ])('judges %s', (_name, gateCase, body, expected) => {
    const { gate, answer } = aGate(gateCase);
    if (body !== '') answer.send(body);
    answer.end();
    expect(gate.result).toMatchObject(expected);
  });

  it('opens sound and pictures with their first byte', () => {
    const { gate, answer } = aGate({ ...OTHER, contentType: 'image/png' });
    expect(gate.result).toBeNull();
    answer.send('\u0089');
    expect(gate.result).toEqual(OPEN);
  });

  it('holds JSON until all of it is there, and gives it out as it came', () => {
    const { gate, answer } = aGate(JSON_BODY);
    answer.send('{"content"', ':[]}');
    expect(gate.result).toBeNull();
    answer.end();
    expect(gate.takeWhole()?.bytes.toString()).toBe('{"content":[]}');
  });

  it('lets JSON of more than a megabyte through before its end', () => {
    const { gate, answer } = aGate(JSON_BODY);
    const half = 'x'.repeat(600_000);
    answer.send(`{"a":"${half}`);
    expect(gate.result).toBeNull();
    answer.send(half);
    expect(gate.result).toEqual(OPEN);
    const client = new FakeClient();
    gate.pipe(client);
    answer.send('"}').end();
    expect(client.text).toBe(`{"a":"${half}${half}"}`);
    expect(client.report).toEqual({ sawEnd: null, error: null, tailDropped: 0 });
  });

  it('is not timed when the request is not streamed', () => {
    expect(aGate({ ...JSON_BODY, gateTimeoutMs: 1000 }).clock.pending).toBe(0);
  });

  it('has nothing to take when the connection broke', () => {
    const { gate, answer } = aGate(JSON_BODY);
    answer.send('{').fail(RESET);
    expect(gate.result).toEqual({ ok: false, kind: 'failed', failure: RESET });
    expect(gate.takeWhole()).toBeNull();
  });

  it('forgets what it held when it is dropped', () => {
    const { gate, answer } = aGate(JSON_BODY);
    answer.send('{');
    expect(gate.heldBytes).toBe(1);
    gate.drop();
    expect(gate.heldBytes).toBe(0);
    expect(answer.isAborted).toBe(true);
  });
});

describe("the gate of Gemini's stream as a JSON array", () => {
  const ARRAY: GateCase = {
    request: { protocol: 'gemini', operation: 'generate' },
    contentType: 'application/json',
  };
  const TEXT = '{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}';
  const LAST = '{"candidates":[{"finishReason":"STOP"}]}';

  it.each([
    ['text', `[${TEXT}`, OPEN],
    ['an error', '[{"error":{"code":429,"message":"no"}}]', flaw('errorEvent')],
    ['no element', '[]', flaw('empty')],
    ['a cut element', '[{"candidates":[', flaw('noEndMarker')],
  ])('judges %s', (_name, body, expected) => {
    const { gate, answer } = aGate(ARRAY);
    answer.send(body).end();
    expect(gate.result).toMatchObject(expected);
  });

  it('passes the bytes as they come and sees the end', () => {
    const { gate, answer } = aGate(ARRAY);
    answer.send(`[${TEXT}`);
    const client = new FakeClient();
    gate.pipe(client);
    answer.send(`\n,\n${LAST.slice(0, 9)}`);
    expect(client.text).toBe(`[${TEXT}\n,\n${LAST.slice(0, 9)}`);
    answer.send(`${LAST.slice(9)}]`).end();
    expect(client.report).toEqual({ sawEnd: true, error: null, tailDropped: 0 });
    expect(gate.isAppendable).toBe(false);
  });
});
