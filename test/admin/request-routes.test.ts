import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestPage } from '../../main/contracts/admin-api.ts';
import type { RequestRecord } from '../../main/contracts/record.ts';
import { anAttempt, aRequest, requestId } from '../support/record-builder.ts';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin();
  ({ asAdmin } = await admin.logIn());
});

afterEach(async () => {
  await admin.close();
});

const facts = {
  startedAt: 1000,
  tokenName: 'Local',
  clientFamily: 'other',
  protocol: 'anthropic',
  method: 'POST',
  path: '/v1/messages',
  requestedModel: 'm',
  upstreamModel: null,
  isStreaming: false,
  channelName: 'Claude',
  keyMask: 'sk-a…6789',
  requestBytes: 10,
} as const;

function aRecord(id: string, change: Partial<RequestRecord> = {}): RequestRecord {
  return {
    ...facts,
    id,
    endedAt: 2000,
    tokenId: null,
    conversation: null,
    affinity: null,
    operation: 'messages',
    status: 200,
    outcome: 'answered',
    detail: '',
    channelId: null,
    attemptCount: 1,
    firstByteMs: 5,
    durationMs: 1000,
    responseBytes: 20,
    isHeadSentEarly: false,
    returnedModel: null,
    conversion: null,
    usage: null,
    cost: null,
    ...change,
  };
}

async function write(...records: readonly RequestRecord[]): Promise<void> {
  const writer = admin.recordWriter();
  for (const record of records) writer.close(record, []);
  await writer.flush();
}

const [R1, R2, R3] = [requestId(1), requestId(2), requestId(3)];

describe('GET /admin/requests', () => {
  it('answers pages, newest first', async () => {
    await write(aRecord(R1), aRecord(R2), aRecord(R3));
    const first = (await asAdmin('GET', '/admin/requests?limit=2')).json.data as RequestPage;
    expect(first.records.map((record) => record.id)).toEqual([R3, R2]);
    const before = encodeURIComponent(first.nextCursor ?? '');
    const second = await asAdmin('GET', `/admin/requests?limit=2&before=${before}`);
    expect(second.json.data).toMatchObject({ records: [{ id: R1 }], nextCursor: null });
  });

  it('filters, and takes an empty filter for none', async () => {
    await write(aRecord(R1), aRecord(R2, { outcome: 'clientLeft', requestedModel: 'other' }));
    const idsOf = async (query: string) => {
      const page = (await asAdmin('GET', `/admin/requests?${query}`)).json.data as RequestPage;
      return page.records.map((record) => record.id);
    };
    expect(await idsOf('outcome=clientLeft')).toEqual([R2]);
    expect(await idsOf('model=m')).toEqual([R1]);
    expect(await idsOf('outcome=&model=&search=')).toEqual([R2, R1]);
  });

  it('takes a filter in one line, together with the others', async () => {
    await write(aRecord(R1), aRecord(R2, { status: 503 }), aRecord(R3, { status: 504 }));
    const filter = encodeURIComponent('status>=500 -status:504');
    const answer = await asAdmin('GET', `/admin/requests?model=m&filter=${filter}`);
    expect(answer.json.data).toMatchObject({
      records: [{ id: R2 }],
      nextCursor: null,
      searchedTo: null,
    });
  });

  it('says where a filter cannot be read', async () => {
    const filter = encodeURIComponent('ok colour:red is:sad');
    const answer = await asAdmin('GET', `/admin/requests?filter=${filter}`);
    expect([answer.status, answer.json.error.code]).toEqual([400, 'request.invalid']);
    expect(Object.keys(answer.json.error.fields)).toEqual(['filter.3', 'filter.14']);
  });

  it('names a wrong filter', async () => {
    const answer = await asAdmin(
      'GET',
      '/admin/requests?limit=501&outcome=fine&colour=red&channelId=x',
    );
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.json.error.fields).toSorted()).toEqual([
      'channelId',
      'colour',
      'limit',
      'outcome',
    ]);
  });
});

describe('GET /admin/requests/{id}', () => {
  it('tells in words why an attempt went to its candidate', async () => {
    const record = aRequest({ id: R1 });
    admin.recordWriter().open(record);
    admin.recordWriter().close(record, [anAttempt({ requestId: R1, choice: 'affinity' })]);
    await admin.recordWriter().flush();
    const { json } = await asAdmin('GET', `/admin/requests/${R1}`);
    expect(json.data).toMatchObject({
      attempts: [{ choice: 'affinity', choiceText: 'it served the conversation before' }],
    });
  });

  it('answers the record with its attempts', async () => {
    await write(aRecord(R1));
    const answer = await asAdmin('GET', `/admin/requests/${R1}`);
    expect(answer.json.data).toEqual({ record: aRecord(R1), attempts: [], skipped: [] });
  });

  it('answers 404 for one that is not there', async () => {
    const answer = await asAdmin('GET', '/admin/requests/none');
    expect([answer.status, answer.json.error.code]).toEqual([404, 'request.not-found']);
  });
});

describe('requests in flight', () => {
  it('are listed', async () => {
    admin.books.inFlight.open(
      { ...facts, id: 'r1' },
      { cancel: () => undefined, reroute: () => false },
    );
    const answer = await asAdmin('GET', '/admin/in-flight');
    expect(answer.json.data).toMatchObject({ inFlight: [{ id: 'r1', phase: 'queued' }] });
  });

  it('can be cancelled by their id', async () => {
    const reasons: unknown[] = [];
    admin.books.inFlight.open(
      { ...facts, id: 'r1' },
      { cancel: (reason) => void reasons.push(reason), reroute: () => false },
    );
    expect((await asAdmin('POST', '/admin/in-flight/r1/cancel')).status).toBe(200);
    expect(reasons).toHaveLength(1);
    const gone = await asAdmin('POST', '/admin/in-flight/r2/cancel');
    expect([gone.status, gone.json.error.code]).toEqual([404, 'request.not-found']);
  });

  it('can be sent on to the next channel while no answer has begun', async () => {
    let isAnswering = false;
    const reroute = () => !isAnswering;
    admin.books.inFlight.open({ ...facts, id: 'r1' }, { cancel: () => undefined, reroute });
    expect((await asAdmin('POST', '/admin/in-flight/r1/next')).status).toBe(200);
    isAnswering = true;
    expect((await asAdmin('POST', '/admin/in-flight/r1/next')).status).toBe(404);
  });
});
