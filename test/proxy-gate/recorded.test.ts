import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../main/contracts/protocol.ts';
import type { Operation } from '../../main/core/route.ts';
import { aGate, FakeClient } from './fake-answer.ts';

/** Recorded answers of real services lie beside the checkout where there are any; they are not ours to pass on. */
const FOLDER = new URL('../../../shared/data/responses/', import.meta.url);

type Recorded = {
  readonly id: string;
  readonly protocol: Protocol;
  readonly status: number;
  readonly stream: boolean;
  readonly file: string;
  readonly headers: Readonly<Record<string, string>>;
};

type Shaped = Omit<Recorded, 'stream' | 'file'> & { readonly body: string };

const OPERATION: Readonly<Record<Protocol, Operation>> = {
  anthropic: 'messages',
  'openai-chat': 'chat',
  'openai-responses': 'responses',
  gemini: 'generate',
};

/** As a network might cut it; with the bytes it came with, every cut is met sooner or later. */
const CHUNK_BYTES = 97;

function linesOf<T>(name: string): readonly T[] {
  const text = readFileSync(new URL(name, FOLDER), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

function judged(one: Omit<Recorded, 'file' | 'status'>, body: Buffer) {
  const { protocol, stream: isStreaming } = one;
  const request = { protocol, operation: OPERATION[protocol], isStreaming };
  const { gate, answer } = aGate({ request, contentType: one.headers['content-type'] ?? null });
  for (let at = 0; at < body.length; at += CHUNK_BYTES) {
    answer.send(body.subarray(at, at + CHUNK_BYTES));
  }
  answer.end();
  const client = new FakeClient();
  const result = gate.result;
  gate.pipe(client);
  return { result, client };
}

const isThere = existsSync(FOLDER);

describe.skipIf(!isThere)('the gate before recorded answers (skipped where there are none)', () => {
  const index = isThere ? linesOf<Recorded>('index.jsonl') : [];

  it('opens for every answer, passes all of its bytes and sees its end', () => {
    const failures: string[] = [];
    for (const one of index.filter(({ status }) => status < 300)) {
      const body = readFileSync(new URL(one.file, FOLDER));
      const { result, client } = judged(one, body);
      const { report } = client;
      const isSame = client.bytes.equals(body);
      const isQuiet = report !== null && report.error === null && report.sawEnd !== false;
      if (result?.ok !== true || !isSame || !isQuiet) {
        failures.push(`${one.file}: ${JSON.stringify({ result, isSame, report })}`);
      }
    }
    expect(failures).toEqual([]);
  });

  it('stays closed before every error that comes with a 200', () => {
    const errors = index.filter(({ status }) => status >= 400);
    const open = errors.filter((one) => {
      const body = readFileSync(new URL(one.file, FOLDER));
      return judged(one, body).result?.ok !== false;
    });
    expect(errors).not.toEqual([]);
    expect(open.map((one) => one.file)).toEqual([]);
  });

  it('tells every error shape, before the gate or after it', () => {
    for (const one of linesOf<Shaped>('errors-shaped.jsonl')) {
      const isStream = one.headers['content-type']?.startsWith('text/event-stream') === true;
      const { result, client } = judged({ ...one, stream: isStream }, Buffer.from(one.body));
      const error = result?.ok === true ? client.report?.error : result;
      expect(error, one.id).not.toBeNull();
    }
  });
});
