import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from '../support/raw-client.ts';
import { ScriptedUpstream } from '../support/scripted-upstream.ts';
import { TEST_TOKEN, TestApp } from '../support/test-app.ts';

const MIB = 1024 * 1024;
const PATHS = {
  anthropic: '/v1/messages?beta=true',
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
  gemini: '/v1beta/models/gemini-x:generateContent',
} as const;
const CODINGS = {
  identity: (body: Buffer) => body,
  gzip: (body: Buffer) => zlib.gzipSync(body, { level: 1 }),
  br: (body: Buffer) =>
    zlib.brotliCompressSync(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: (body: Buffer) => zlib.zstdCompressSync(body),
} as const;

const SMALL_ANSWER = '{"id":"a-1","text":"hello"}';

let upstream: ScriptedUpstream;
let app: TestApp;

beforeAll(async () => {
  upstream = await ScriptedUpstream.start();
  app = await TestApp.start({
    channels: [{ url: upstream.url }],
    settings: { maxBodyBytes: 64 * MIB },
  });
});
afterAll(async () => {
  await app.stop();
  await upstream.close();
});

type Coding = keyof typeof CODINGS;
type Direction = 'request' | 'answer';

/** Made once for each size, direction and coding: random text of 30 MB takes a while. */
const bodies = new Map<string, Buffer>();

function coded(coding: Coding, direction: Direction, size: number): Buffer {
  const name = `${coding} ${direction} ${String(size)}`;
  let body = bodies.get(name);
  if (body === undefined) {
    const plain = direction === 'request' ? jsonBody : jsonAnswer;
    body =
      coding === 'identity' ? plain(size) : CODINGS[coding](coded('identity', direction, size));
    bodies.set(name, body);
  }
  return body;
}

/** A JSON body of about this size whose text does not compress, with characters of every UTF-8 length. */
function jsonBody(size: number): Buffer {
  const filler = randomBytes(Math.ceil((size * 3) / 4)).toString('base64');
  const text = `é漢😀\\u0041 "${filler.slice(0, Math.max(0, size - 120))}`;
  return Buffer.from(
    `{"model" : "m-1",  "messages":[{"role":"user","content":${JSON.stringify(text)}}],"stream":false}`,
  );
}

/** An answer that passes every gate, of about this size, with spaces that a parser would not give back. */
function jsonAnswer(size: number): Buffer {
  const filler = randomBytes(Math.ceil((size * 3) / 4)).toString('base64');
  const text = `é漢😀 ${filler.slice(0, Math.max(0, size - 100))}`;
  return Buffer.from(
    `{"id":"a-1" ,  "n":1.0,"content":[{"type":"text","text":${JSON.stringify(text)}}]}\n`,
  );
}

function sha(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** In chunks of odd sizes, of which some lie in the same read and some in several. */
function chunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, size = 1; at < body.length; at += size, size = (size * 7) % 30_011) {
    const part = body.subarray(at, at + size);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

type Answer = { status: number; rawHeaders: string[]; body: Buffer };

/** Plain node:http: it changes nothing and decodes nothing. */
function send(path: string, body: Buffer, headers: http.OutgoingHttpHeaders): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${app.address}${path}`,
      {
        method: 'POST',
        headers: { 'x-api-key': TEST_TOKEN, 'content-type': 'application/json', ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            rawHeaders: response.rawHeaders,
            body: Buffer.concat(chunks),
          });
        });
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

describe('bytes', () => {
  const sizes = [
    ['1 KB', 1000],
    ['75 KB', 75_000],
    ['1 MB', 1_000_000],
    ['30 MB', 30 * MIB],
  ] as const;
  const cases = Object.entries(PATHS).flatMap(([protocol, path]) =>
    (Object.keys(CODINGS) as Coding[]).flatMap((coding) =>
      sizes
        // The largest size once for each coding: 30 MB have the same way whatever the protocol.
        .filter(([, size]) => size < MIB || protocol === 'anthropic')
        .map(([label, size]) => ({ protocol, path, coding, label, size })),
    ),
  );

  it.each(cases)(
    'pass both ways: $protocol, $coding, $label',
    async ({ path, coding, size }) => {
      const sent = coded(coding, 'request', size);
      const answer = coded(coding, 'answer', size);
      const headers: http.OutgoingHttpHeaders =
        coding === 'identity' ? {} : { 'content-encoding': coding };
      upstream.always((_req, res) => {
        res.writeHead(200, { 'content-type': 'application/json', ...headers });
        res.end(answer);
      });
      const received = await send(path, sent, { 'content-length': sent.length, ...headers });
      expect(received.status).toBe(200);
      expect(sha(upstream.last.body)).toBe(sha(sent));
      expect(upstream.last.headers['content-encoding']).toBe(headers['content-encoding']);
      expect(sha(received.body)).toBe(sha(answer));
    },
    60_000,
  );

  it('pass when the client sends chunks of unknown length', async () => {
    const sent = jsonBody(200_000);
    upstream.always((_req, res) => void res.end(SMALL_ANSWER));
    await send(PATHS.anthropic, sent, { 'transfer-encoding': 'chunked' });
    expect(sha(upstream.last.body)).toBe(sha(sent));
  });

  it('pass when requests of many pieces follow each other on one connection', async () => {
    const sent = [300_000, 90_000, 200_000].map(jsonBody);
    upstream.always((_req, res) => void res.end(SMALL_ANSWER));
    const before = upstream.requests.length;
    const raw = sent.flatMap((body, index) => {
      const head = `POST ${PATHS.anthropic} HTTP/1.1\r\nhost: x\r\nx-api-key: ${TEST_TOKEN}\r\n`;
      const end = index === sent.length - 1 ? 'connection: close\r\n' : '';
      return index === 1
        ? [Buffer.from(`${head}transfer-encoding: chunked\r\n\r\n`), chunked(body)]
        : [Buffer.from(`${head}${end}content-length: ${String(body.length)}\r\n\r\n`), body];
    });
    const answers = await sendRaw(app.port, Buffer.concat(raw));
    expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
    const received = upstream.requests.slice(before).map(({ body }) => sha(body));
    expect(received).toEqual(sent.map(sha));
  });

  it('pass as a multipart upload', async () => {
    const boundary = 'xyz';
    const sent = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`,
      ),
      randomBytes(100_000),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    upstream.always((_req, res) => void res.end(SMALL_ANSWER));
    await send('/v1/audio/transcriptions', sent, {
      'content-type': `multipart/form-data; boundary=${boundary}`,
    });
    expect(sha(upstream.last.body)).toBe(sha(sent));
  });

  it('keep the answer’s headers, their case, order and duplicates', async () => {
    upstream.always((_req, res) => {
      res.writeHead(200, [
        'Content-Type',
        'application/json',
        'Request-Id',
        'req_1',
        'x-RateLimit-remaining',
        '7',
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'Content-Length',
        String(SMALL_ANSWER.length),
      ]);
      res.end(SMALL_ANSWER);
    });
    const { rawHeaders } = await send(PATHS.anthropic, jsonBody(500), {});
    expect(rawHeaders.slice(0, 12)).toEqual([
      'Content-Type',
      'application/json',
      'Request-Id',
      'req_1',
      'x-RateLimit-remaining',
      '7',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'Content-Length',
      String(SMALL_ANSWER.length),
    ]);
  });
});
