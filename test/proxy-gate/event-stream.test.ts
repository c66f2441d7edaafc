import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aGate,
  delta,
  ERROR,
  event,
  FakeClient,
  PING,
  RESET,
  START,
  STOP,
  type GateCase,
} from './fake-answer.ts';

const CHAT: GateCase = { request: { protocol: 'openai-chat', operation: 'chat' } };
const RESPONSES: GateCase = { request: { protocol: 'openai-responses', operation: 'responses' } };
const GEMINI: GateCase = { request: { protocol: 'gemini', operation: 'generate' } };

function chat(choice: object): string {
  return `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
}

const FINISH = chat({ delta: {}, finish_reason: 'stop' });
const DONE = 'data: [DONE]\n\n';
const OPEN = { ok: true };

function flaw(name: string): object {
  return { ok: false, kind: 'flaw', flaw: name };
}

describe('before the gate of a stream opens', () => {
  it.each<[string, GateCase, string, object]>([
    ['pings alone', {}, PING + PING, flaw('empty')],
    ['comments alone', {}, ': hello\n\n: hello\n\n', flaw('empty')],
    ['nothing', {}, '', flaw('empty')],
    ['metadata alone', {}, START + PING, flaw('noEndMarker')],
    [
      'a cut inside the first event',
      {},
      START + 'event: content_block_delta\nda',
      flaw('noEndMarker'),
    ],
    ['an end without an answer', {}, START + STOP, flaw('empty')],
    ['an error as first event', {}, ERROR, flaw('errorEvent')],
    ['a ping, then an error', {}, START + PING + ERROR, flaw('errorEvent')],
    ['an error without its empty line', {}, START + ERROR.trimEnd(), flaw('errorEvent')],
    ['text', {}, START + delta('a'), OPEN],
    ['text without its empty line', {}, START + delta('a').trimEnd(), OPEN],
    ['lines that end in CR LF', {}, (START + delta('a')).replaceAll('\n', '\r\n'), OPEN],
    ['[DONE] alone', CHAT, DONE, flaw('empty')],
    ['a role, then nothing', CHAT, chat({ delta: { role: 'assistant' } }), flaw('noEndMarker')],
    ['a chat error', CHAT, 'data: {"error":{"message":"no"}}\n\n', flaw('errorEvent')],
    ['a finish reason at once', CHAT, FINISH, OPEN],
    ['response.failed', RESPONSES, event('response.failed', { response: {} }), flaw('errorEvent')],
    ['a Gemini error', GEMINI, 'data: {"error":{"code":429}}\r\n\r\n', flaw('errorEvent')],
    ['JSON with an error instead of events', {}, '{"error":{"message":"no"}}', flaw('softError')],
    ['JSON with an answer instead of events', {}, '{"type":"message","content":[]}', OPEN],
    ['HTML instead of events', {}, '<html>no</html>', flaw('html')],
    ['events under JSON', { contentType: 'application/json' }, START + ERROR, flaw('errorEvent')],
    ['events without a type', { contentType: null }, START + ERROR, flaw('errorEvent')],
  ])('judges %s', (_name, gateCase, body, expected) => {
    const { gate, answer } = aGate(gateCase);
    answer.send(body).end();
    expect(gate.result).toMatchObject(expected);
  });

  it('says what the error event said', () => {
    const { gate, answer } = aGate();
    answer.send(START, ERROR);
    expect(gate.result).toMatchObject({ text: expect.stringContaining('"busy"') as string });
  });

  it('opens with the event that proves it, and not before', () => {
    const { gate, answer } = aGate();
    answer.send(START, PING, delta('a').slice(0, -1));
    expect(gate.result).toBeNull();
    answer.send('\n');
    expect(gate.result).toEqual(OPEN);
  });

  it('decides alike however the bytes are cut', () => {
    const streams = [
      START + PING + delta('né€😀') + STOP,
      START + ERROR,
      START + PING,
      ': comment\n\n' + START.replaceAll('\n', '\r\n') + ERROR,
    ];
    const arbitrary = fc.tuple(fc.constantFrom(...streams), fc.array(fc.nat(), { maxLength: 20 }));
    fc.assert(
      fc.property(arbitrary, ([body, cuts]) => {
        const whole = aGate();
        whole.answer.send(body).end();
        const cut = aGate();
        const bytes = Buffer.from(body);
        const borders = [0, ...cuts.map((one) => one % bytes.length), bytes.length];
        borders.sort((a, b) => a - b);
        const client = new FakeClient();
        for (let index = 1; index < borders.length; index++) {
          cut.answer.send(bytes.subarray(borders[index - 1], borders[index]));
        }
        cut.answer.end();
        expect(cut.gate.result).toEqual(whole.gate.result);
        if (cut.gate.result?.ok !== true) return;
        cut.gate.pipe(client);
        expect(client.bytes.equals(bytes)).toBe(true);
        expect(client.report).toEqual({ sawEnd: true, error: null, tailDropped: 0 });
      }),
      { numRuns: 300 },
    );
  });

  it('gives up after its time', async () => {
    const { gate, answer, clock } = aGate({ gateTimeoutMs: 300_000 });
    answer.send(START, PING);
    clock.advance(299_999);
    expect(gate.result).toBeNull();
    clock.advance(1);
    const failure = { kind: 'timedOut', phase: 'gate', afterMs: 300_000 };
    expect(await gate.opened).toEqual({ ok: false, kind: 'failed', failure });
    expect(answer.isAborted).toBe(true);
  });

  it('leaves no timer behind once it is open', () => {
    const { answer, clock } = aGate({ gateTimeoutMs: 300_000 });
    expect(clock.pending).toBe(1);
    answer.send(delta('a'));
    expect(clock.pending).toBe(0);
  });

  it('tells how the connection failed', async () => {
    const { gate, answer } = aGate();
    answer.send(START).fail(RESET);
    expect(await gate.opened).toEqual({ ok: false, kind: 'failed', failure: RESET });
  });

  it('opens when a stream says nothing for a megabyte', () => {
    const { gate, answer } = aGate();
    const padding = `: ${'x'.repeat(64 * 1024)}\n\n`;
    for (let sent = 0; sent < 1024 * 1024; sent += padding.length) answer.send(padding);
    expect(gate.result).toEqual(OPEN);
    const client = new FakeClient();
    gate.pipe(client);
    expect(client.bytes.length % padding.length).toBe(0);
  });

  it('still passes on an answer with a flaw, if the client is to see it', () => {
    const { gate, answer } = aGate();
    answer.send(START, ERROR);
    const client = new FakeClient();
    gate.pipe(client);
    answer.send(': more\n\n').end();
    expect(client.text).toBe(`${START}${ERROR}: more\n\n`);
    expect(client.report).toMatchObject({ error: expect.stringContaining('busy') as string });
  });
});

describe('after the gate of a stream has opened', () => {
  function opened(gateCase: GateCase = {}, first = START + delta('a')) {
    const { gate, answer } = aGate(gateCase);
    answer.send(first);
    const client = new FakeClient();
    gate.pipe(client);
    return { gate, answer, client };
  }

  it('passes every whole event at once and lets an unfinished one wait', () => {
    const { answer, client } = opened();
    const next = delta('b');
    answer.send(next + next.slice(0, 20));
    expect(client.text).toBe(START + delta('a') + next);
    answer.send(next.slice(20));
    expect(client.text).toBe(START + delta('a') + next + next);
  });

  it('passes a keep-alive comment that has no empty line yet', () => {
    const { answer, client } = opened();
    answer.send(': still here\n');
    expect(client.text.endsWith(': still here\n')).toBe(true);
  });

  it('lets an event larger than 64 KiB through in pieces, and still sees the end in it', () => {
    const { answer, client } = opened(RESPONSES, event('response.output_text.delta'));
    const last = event('response.completed', { response: { text: 'x'.repeat(200_000) } });
    answer.send(last.slice(0, 70_000));
    expect(client.text.endsWith(last.slice(0, 70_000))).toBe(true);
    answer.send(last.slice(70_000)).end();
    expect(client.report).toEqual({ sawEnd: true, error: null, tailDropped: 0 });
  });

  it('sees an end marker that is cut inside a large event', () => {
    const picture = JSON.stringify({
      candidates: [{ content: { parts: [{ data: 'x'.repeat(90_000) }] }, finishReason: 'STOP' }],
    });
    const cut = picture.indexOf('Reason');
    const { answer, client } = opened(
      GEMINI,
      'data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}\n\n',
    );
    answer.send(`data: ${picture.slice(0, cut)}`, `${picture.slice(cut)}\n\n`).end();
    expect(client.report).toMatchObject({ sawEnd: true });
  });

  it.each<[string, GateCase, string, string, boolean]>([
    ['message_stop', {}, delta('a'), STOP, true],
    ['nothing', {}, delta('a'), delta('b'), false],
    ['words about message_stop', {}, delta('a'), delta('message_stop'), false],
    ['[DONE]', CHAT, FINISH, DONE, true],
    ['[DONE] without its empty line', CHAT, FINISH, 'data: [DONE]', true],
    ['a finish reason and a clean end', CHAT, chat({ delta: { content: 'a' } }), FINISH, true],
    [
      'text alone',
      CHAT,
      chat({ delta: { content: 'a' } }),
      chat({ delta: { content: 'b' }, finish_reason: null }),
      false,
    ],
    [
      'response.incomplete',
      RESPONSES,
      event('response.output_text.delta'),
      event('response.incomplete', { response: {} }),
      true,
    ],
    [
      'a computer call',
      RESPONSES,
      event('response.output_text.delta'),
      event('response.computer_call.added'),
      false,
    ],
  ])('knows whether %s ends it', (_name, gateCase, first, last, sawEnd) => {
    const { answer, client } = opened(gateCase, first);
    answer.send(last).end();
    expect(client.report).toEqual({ sawEnd, error: null, tailDropped: 0 });
    expect(client.text).toBe(first + last);
  });

  it('drops the unfinished event of a stream that breaks', () => {
    const { gate, answer, client } = opened();
    answer.send(delta('b') + 'event: content_blo').fail(RESET);
    expect(gate.isAppendable).toBe(true);
    expect(client.failure).toBe(RESET);
    expect(client.report).toEqual({ sawEnd: false, error: null, tailDropped: 18 });
    expect(client.text).toBe(START + delta('a') + delta('b'));
  });

  it('drops the unfinished event of a stream that is cut cleanly', () => {
    const { answer, client } = opened();
    answer.send('event: content_blo').end();
    expect(client.report).toEqual({ sawEnd: false, error: null, tailDropped: 18 });
  });

  it('does not take a finish reason for the end of a broken connection', () => {
    const { answer, client } = opened(CHAT, FINISH);
    answer.fail(RESET);
    expect(client.report).toMatchObject({ sawEnd: false });
  });

  it('sees an error that comes after text, and passes it on', () => {
    const { answer, client } = opened();
    answer.send(delta('b'), ERROR).end();
    expect(client.text.endsWith(ERROR)).toBe(true);
    expect(client.report).toMatchObject({
      sawEnd: false,
      error: expect.stringContaining('busy') as string,
    });
  });

  it('sees an error in the chunk that opened it', () => {
    const { client, answer } = opened({}, START + delta('a') + ERROR);
    answer.end();
    expect(client.report?.error).toContain('busy');
  });

  it('takes text about errors for text', () => {
    const talk = delta('event: error\ndata: {"type":"error","error":{"message":"x"}}');
    const { answer, client } = opened();
    answer.send(talk, STOP).end();
    expect(client.report).toEqual({ sawEnd: true, error: null, tailDropped: 0 });
  });

  it('asks the upstream to wait when the client is slow', () => {
    const { gate, answer, client } = opened();
    client.isReady = false;
    answer.send(delta('b'));
    expect(answer.wantsMore).toBe(false);
    const before = answer.resumed;
    gate.resume();
    expect(answer.resumed).toBe(before + 1);
  });

  it('asks the upstream to wait when nobody takes what is held', () => {
    const { gate, answer } = aGate();
    answer.send(delta('a'));
    const large = delta('x'.repeat(600_000));
    answer.send(large);
    expect(answer.wantsMore).toBe(true);
    answer.send(large);
    expect(answer.wantsMore).toBe(false);
    const client = new FakeClient();
    gate.pipe(client);
    expect(client.text).toBe(delta('a') + large + large);
    expect(answer.resumed).toBe(1);
  });

  it('hands an answer over in one piece that is all there', () => {
    const { gate, answer } = aGate();
    answer.send(START, delta('a') + STOP).end();
    const whole = gate.takeWhole();
    expect(whole?.bytes.toString()).toBe(START + delta('a') + STOP);
    expect(whole?.report).toEqual({ sawEnd: true, error: null, tailDropped: 0 });
  });
});
