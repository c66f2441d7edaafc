import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aGate, delta, ERROR, FakeClient, PING, RESET, START, STOP } from './fake-answer.ts';

type Compress = (bytes: Buffer) => Buffer;

const CODINGS: readonly (readonly [string, Compress])[] = [
  ['gzip', (bytes) => zlib.gzipSync(bytes)],
  ['x-gzip', (bytes) => zlib.gzipSync(bytes)],
  ['deflate', (bytes) => zlib.deflateSync(bytes)],
  ['deflate', (bytes) => zlib.deflateRawSync(bytes)],
  ['br', (bytes) => zlib.brotliCompressSync(bytes)],
  ['zstd', (bytes) => zlib.zstdCompressSync(bytes)],
  ['gzip, br', (bytes) => zlib.brotliCompressSync(zlib.gzipSync(bytes))],
];

const JSON_TYPE = { contentType: 'application/json', request: { isStreaming: false } };

/** Compresses in steps whose bytes can be read without waiting for the next. */
async function flushed(
  stream: zlib.Gzip | zlib.BrotliCompress | zlib.ZstdCompress,
  texts: readonly string[],
): Promise<Buffer[]> {
  const steps: Buffer[] = [];
  for (const text of texts) {
    stream.write(text);
    await new Promise<void>((resolve) => {
      stream.flush(resolve);
    });
    steps.push((stream.read() as Buffer | null) ?? Buffer.alloc(0));
  }
  return steps;
}

describe.each(CODINGS)('the gate of an answer in %s', (coding, compress) => {
  it('opens for a stream with text, gives out its bytes and sees its end', async () => {
    const bytes = compress(Buffer.from(START + PING + delta('a') + STOP));
    const { gate, answer } = aGate({ coding });
    answer.send(bytes.subarray(0, 10), bytes.subarray(10)).end();
    expect(await gate.opened).toEqual({ ok: true });
    const client = new FakeClient();
    gate.pipe(client);
    await client.done;
    expect(client.bytes.equals(bytes)).toBe(true);
    expect(client.report).toEqual({ sawEnd: true, error: null, tailDropped: 0 });
    expect(gate.isAppendable).toBe(false);
  });

  it('stays closed for an error event', async () => {
    const { gate, answer } = aGate({ coding });
    answer.send(compress(Buffer.from(START + ERROR)));
    answer.end();
    expect(await gate.opened).toMatchObject({ ok: false, flaw: 'errorEvent' });
  });

  it('stays closed for a soft error of 20 KB', async () => {
    const { gate, answer } = aGate({ ...JSON_TYPE, coding });
    const body = JSON.stringify({ error: { message: 'no '.repeat(7000) } });
    answer.send(compress(Buffer.from(body))).end();
    expect(await gate.opened).toMatchObject({ ok: false, flaw: 'softError', text: body });
  });

  it('opens for JSON', async () => {
    const { gate, answer } = aGate({ ...JSON_TYPE, coding });
    answer.send(compress(Buffer.from('{"content":[]}'))).end();
    expect(await gate.opened).toEqual({ ok: true });
  });

  it('can be passed on decoded', async () => {
    const text = START + delta('é'.repeat(100_000)) + STOP;
    const { gate, answer } = aGate({ coding });
    answer.send(compress(Buffer.from(text)));
    answer.end();
    await gate.opened;
    const client = new FakeClient();
    gate.pipe(client, 'decoded');
    expect(gate.isAppendable).toBe(true);
    await client.done;
    expect(client.text).toBe(text);
  });
});

describe('the gate of a compressed stream', () => {
  it.each([
    ['gzip', () => zlib.createGzip()],
    ['br', () => zlib.createBrotliCompress()],
    ['zstd', () => zlib.createZstdCompress()],
  ] as const)('opens while the stream in %s goes on', async (coding, create) => {
    const [first, second] = await flushed(create(), [START, delta('a')]);
    const { gate, answer } = aGate({ coding });
    answer.send(first ?? '', second ?? '');
    expect(await gate.opened).toEqual({ ok: true });
  });

  it('knows that a cut one is cut', async () => {
    const [first, second] = await flushed(zlib.createGzip(), [START + delta('a'), delta('b')]);
    const { gate, answer } = aGate({ coding: 'gzip' });
    answer.send(first ?? '');
    await gate.opened;
    const client = new FakeClient();
    gate.pipe(client);
    answer.send(second ?? '').fail(RESET);
    await client.done;
    expect(client.failure).toBe(RESET);
    expect(client.report).toEqual({ sawEnd: false, error: null, tailDropped: 0 });
  });

  it('sees what came right before the connection broke', async () => {
    const bytes = zlib.gzipSync(START + delta('a') + STOP);
    const { gate, answer } = aGate({ coding: 'gzip' });
    answer.send(bytes);
    await gate.opened;
    const client = new FakeClient();
    gate.pipe(client);
    answer.fail(RESET);
    await client.done;
    expect(client.report).toMatchObject({ sawEnd: true });
  });

  it('drops the unfinished event when it is passed on decoded', async () => {
    const [first] = await flushed(zlib.createGzip(), [`${START}${delta('a')}event: cont`]);
    const { gate, answer } = aGate({ coding: 'gzip' });
    answer.send(first ?? '');
    await gate.opened;
    const client = new FakeClient();
    gate.pipe(client, 'decoded');
    answer.end();
    await client.done;
    expect(client.text).toBe(START + delta('a'));
    expect(client.report).toEqual({ sawEnd: false, error: null, tailDropped: 11 });
  });
});

describe('the gate of an answer that cannot be decoded', () => {
  it('opens with the first byte when nobody knows the coding', () => {
    const { gate, answer } = aGate({ coding: 'secret' });
    answer.send('x');
    expect(gate.result).toEqual({ ok: true });
    expect(gate.isEventStream).toBe(false);
    const client = new FakeClient();
    gate.pipe(client);
    answer.end();
    expect(client.report).toEqual({ sawEnd: null, error: null, tailDropped: 0 });
  });

  it('stays closed when the bytes are not in the coding they claim', async () => {
    const { gate, answer } = aGate({ coding: 'gzip' });
    answer.send(START + delta('a'));
    expect(await gate.opened).toMatchObject({ ok: false, flaw: 'malformed' });
  });

  it('opens for a little that becomes more than a megabyte', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(20 * 1024 * 1024, 0x20));
    const { gate, answer } = aGate({ ...JSON_TYPE, coding: 'gzip' });
    answer.send(Buffer.concat([zlib.gzipSync('{'), bomb]));
    expect(await gate.opened).toEqual({ ok: true });
  });
});
