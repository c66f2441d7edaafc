import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { UNLIMITED_TOKEN } from '../../main/contracts/constants.ts';
import type { RecordEntry, WriteResult } from '../../main/store/record-sink.ts';
import { BatchingRecordWriter } from '../../main/store/record-writer.ts';
import { aRequest, anAttempt, anOpenRequest, requestId } from '../support/record-builder.ts';
import { openTempStore } from '../support/temp-store.ts';

const WRITTEN: WriteResult = { rejectedCount: 0, firstRejection: '' };

/** A sink that keeps what it is given; `answer` decides what becomes of each batch. */
function aSink(answer: (batch: number) => Promise<WriteResult> = async () => WRITTEN) {
  const batches: RecordEntry[][] = [];
  return {
    batches,
    write: async (entries: readonly RecordEntry[]) => {
      batches.push([...entries]);
      return answer(batches.length);
    },
  };
}

function aWriter(sink: ReturnType<typeof aSink>, queueRows?: number) {
  const troubles: string[] = [];
  const writer = new BatchingRecordWriter({
    sink,
    onTrouble: (error) => troubles.push(error.message),
    ...(queueRows === undefined ? {} : { queueRows }),
  });
  return { writer, troubles };
}

/** A promise and its ends. */
function aGate() {
  let open = (): void => undefined;
  let fail = (): void => undefined;
  const passed = new Promise<WriteResult>((resolve, reject) => {
    open = () => resolve(WRITTEN);
    fail = () => reject(new Error('disk full'));
  });
  return { passed, open: () => open(), fail: () => fail() };
}

function idsOf(batch: readonly RecordEntry[] | undefined): string[] {
  return (batch ?? []).map(({ record }) => record.id);
}

describe('collecting records', () => {
  it('writes a request that was opened and closed in the meantime once', async () => {
    const sink = aSink();
    const { writer } = aWriter(sink);
    writer.open(anOpenRequest());
    writer.open(anOpenRequest({ id: requestId(2) }));
    writer.close(aRequest(), [anAttempt()]);
    await writer.flush();
    expect(sink.batches).toEqual([
      [
        { record: aRequest(), attempts: [anAttempt()] },
        { record: anOpenRequest({ id: requestId(2) }), attempts: [] },
      ],
    ]);
  });

  it('writes by itself, soon, without being asked', async () => {
    const gate = aGate();
    const sink = aSink(() => {
      gate.open();
      return gate.passed;
    });
    aWriter(sink).writer.close(aRequest(), []);
    await gate.passed;
    expect(idsOf(sink.batches[0])).toEqual([requestId(1)]);
  });

  it('writes many in batches', async () => {
    const sink = aSink();
    const { writer } = aWriter(sink);
    for (let n = 1; n <= 2500; n += 1) writer.close(aRequest({ id: requestId(n) }), []);
    await writer.flush();
    expect(sink.batches.map(({ length }) => length)).toEqual([1000, 1000, 500]);
    expect(sink.batches.flatMap(idsOf)).toEqual(
      Array.from({ length: 2500 }, (_, at) => requestId(at + 1)),
    );
  });

  it('flushes also what comes while a batch is being written', async () => {
    const gate = aGate();
    const sink = aSink((batch) => (batch === 1 ? gate.passed : Promise.resolve(WRITTEN)));
    const { writer } = aWriter(sink);
    writer.open(anOpenRequest());
    const first = writer.flush();
    writer.close(aRequest(), []);
    const second = writer.flush();
    gate.open();
    await Promise.all([first, second]);
    expect(sink.batches.flat().map(({ record }) => record.outcome)).toEqual([null, 'answered']);
  });

  it.each([
    ['waits for its own time', { openAfterMs: 0, batchesThen: 1 }],
    ['is written next when its time has passed by then', { openAfterMs: 200, batchesThen: 2 }],
  ])('what comes while a batch is written %s', async (_, { openAfterMs, batchesThen }) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const gate = aGate();
    const sink = aSink((batch) => (batch === 1 ? gate.passed : Promise.resolve(WRITTEN)));
    const { writer } = aWriter(sink);
    writer.close(aRequest(), []);
    await vi.advanceTimersByTimeAsync(200);
    writer.close(aRequest({ id: requestId(2) }), []);
    writer.close(aRequest({ id: requestId(3) }), []);
    await vi.advanceTimersByTimeAsync(openAfterMs);
    gate.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(sink.batches).toHaveLength(batchesThen);
    await vi.advanceTimersByTimeAsync(200);
    expect(sink.batches.map(idsOf)).toEqual([[requestId(1)], [requestId(2), requestId(3)]]);
  });

  it('takes nothing more once it was stopped, and says so', async () => {
    const sink = aSink();
    const { writer, troubles } = aWriter(sink);
    writer.close(aRequest(), []);
    await writer.stop();
    writer.close(aRequest({ id: requestId(2) }), [anAttempt()]);
    await writer.stop();
    expect(sink.batches.map(idsOf)).toEqual([[requestId(1)]]);
    expect(writer.droppedCount).toBe(2);
    expect(troubles).toHaveLength(1);
  });
});

describe('when a batch cannot be written', () => {
  it('keeps it and writes it with the next, reporting the fault once', async () => {
    const sink = aSink(async (batch) => {
      if (batch <= 2) throw new Error('disk full');
      return WRITTEN;
    });
    const { writer, troubles } = aWriter(sink);
    writer.close(aRequest(), [anAttempt()]);
    await expect(writer.flush()).rejects.toThrow('disk full');
    writer.close(aRequest({ id: requestId(2) }), []);
    await expect(writer.flush()).rejects.toThrow('disk full');
    await writer.flush();
    expect(idsOf(sink.batches[2]).sort()).toEqual([requestId(1), requestId(2)]);
    expect(troubles).toEqual(['Records cannot be written; they are kept in memory for now.']);
    expect(writer.droppedCount).toBe(0);
  });

  it('reports a later fault again', async () => {
    const sink = aSink(async (batch) => {
      if (batch !== 2) throw new Error('disk full');
      return WRITTEN;
    });
    const { writer, troubles } = aWriter(sink);
    writer.close(aRequest(), []);
    await expect(writer.flush()).rejects.toThrow();
    await writer.flush();
    writer.close(aRequest(), []);
    await expect(writer.flush()).rejects.toThrow();
    expect(troubles).toHaveLength(2);
  });

  it('does not put an old state over a newer one', async () => {
    const gate = aGate();
    const sink = aSink((batch) => (batch === 1 ? gate.passed : Promise.resolve(WRITTEN)));
    const { writer } = aWriter(sink);
    writer.open(anOpenRequest());
    const failed = writer.flush();
    writer.close(aRequest(), [anAttempt()]);
    gate.fail();
    await expect(failed).rejects.toThrow('disk full');
    await writer.flush();
    expect(sink.batches[1]).toEqual([{ record: aRequest(), attempts: [anAttempt()] }]);
  });

  it('counts as lost what is left at the end', async () => {
    const sink = aSink(() => Promise.reject(new Error('disk full')));
    const { writer, troubles } = aWriter(sink);
    writer.close(aRequest(), [anAttempt(), anAttempt({ number: 2 })]);
    await writer.stop();
    expect(writer.droppedCount).toBe(3);
    expect(troubles.at(-1)).toMatch(/^Records are lost: .* \(3 rows so far\)\.$/);
  });
});

describe('when too many records are waiting', () => {
  it('drops new ones, counts their rows and says so at the first', async () => {
    const sink = aSink();
    const { writer, troubles } = aWriter(sink, 3);
    writer.open(anOpenRequest());
    writer.close(aRequest({ id: requestId(2) }), [anAttempt()]);
    writer.close(aRequest({ id: requestId(3) }), [anAttempt()]);
    writer.close(aRequest({ id: requestId(4) }), []);
    expect(writer.droppedCount).toBe(3);
    expect(troubles).toEqual(['Records are lost: too many are waiting (2 rows so far).']);

    // Room is made by writing, and what is known already may still be closed.
    writer.close(aRequest(), []);
    await writer.flush();
    writer.close(aRequest({ id: requestId(5) }), []);
    await writer.flush();
    expect(sink.batches.map(idsOf)).toEqual([[requestId(1), requestId(2)], [requestId(5)]]);
    expect(sink.batches[0]?.[0]?.record.outcome).toBe('answered');
  });

  it('says so again with every thousandth row', () => {
    const { writer, troubles } = aWriter(aSink(), 0);
    for (let n = 1; n <= 2500; n += 1) writer.close(aRequest({ id: requestId(n) }), []);
    expect(writer.droppedCount).toBe(2500);
    expect(troubles).toHaveLength(3);
  });
});

describe('in a database', () => {
  it('leaves out a row that the table refuses, counts it, and writes the others', async () => {
    const troubles: string[] = [];
    const temp = await openTempStore({ onTrouble: (error) => troubles.push(error.message) });
    onTestFinished(() => temp.close());
    const { recordWriter, records } = temp.store;
    recordWriter.close(aRequest({ status: 200.5 }), []);
    recordWriter.close(aRequest({ id: requestId(2), path: undefined as never }), []);
    recordWriter.close(aRequest({ id: requestId(3), attemptCount: 2 }), [
      anAttempt({ requestId: requestId(3), blame: null as never }),
      anAttempt({ requestId: requestId(3), number: 2 }),
    ]);
    recordWriter.close(aRequest({ id: requestId(4) }), [
      anAttempt({ requestId: requestId(4), blame: null as never }),
    ]);
    await recordWriter.flush();
    expect(recordWriter.droppedCount).toBe(4);
    expect(troubles).toEqual([expect.stringMatching(/^Records are lost: .*requests\.status/)]);
    const page = await records.page({ before: null, limit: 5 });
    expect(page.records.map(({ id }) => id)).toEqual([requestId(3)]);
  });

  it('rounds what clocks measured to whole milliseconds', async () => {
    const temp = await openTempStore();
    onTestFinished(() => temp.close());
    const { recordWriter, records } = temp.store;
    recordWriter.close(
      aRequest({ startedAt: 10.4, endedAt: 20.6, durationMs: 10.2, firstByteMs: 0.6 }),
      [anAttempt({ startedAt: 10.4, durationMs: 10.2, firstByteMs: 0.4 })],
    );
    await recordWriter.flush();
    expect(await records.detail(requestId(1))).toEqual({
      record: aRequest({ startedAt: 10, endedAt: 21, durationMs: 10, firstByteMs: 1 }),
      attempts: [anAttempt({ startedAt: 10, durationMs: 10, firstByteMs: 0 })],
      skipped: [],
    });
  });

  it('keeps batches out of the transactions of others', async () => {
    const temp = await openTempStore();
    onTestFinished(() => temp.close());
    const { store } = temp;
    const token = await store.tokens.insert({
      draft: { ...UNLIMITED_TOKEN, name: 'a' },
      hash: 'h',
      mask: 'm',
      isLocal: false,
      secret: null,
    });
    // Each `touch` is a transaction of many messages that a batch would have to slip into.
    const touches = Array.from({ length: 10 }, (_, at) =>
      store.tokens.touch(Array.from({ length: 20 }, () => ({ id: token.id, lastUsedAt: at }))),
    );
    const flushes = Array.from({ length: 50 }, (_, at) => {
      store.recordWriter.close(aRequest({ id: requestId(at) }), []);
      return store.recordWriter.flush();
    });
    await Promise.all([...touches, ...flushes]);
    const page = await store.records.page({ before: null, limit: 100 });
    expect(page.records).toHaveLength(50);
  });
});
