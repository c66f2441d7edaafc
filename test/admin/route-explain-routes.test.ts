import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RouteQuestion } from '../../main/contracts/route-explanation.ts';
import type { TokenView } from '../../main/contracts/token.ts';
import { aRequest, requestId } from '../support/record-builder.ts';
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

const PATH = '/admin/route/explain';
const ONE_SOURCE = 'give either a request (path, body …) or the requestId of a record';

async function questionOf(input: object): Promise<RouteQuestion | undefined> {
  const answer = await asAdmin('POST', PATH, input);
  expect(answer.status).toBe(200);
  return admin.questions.at(-1);
}

async function addToken(name: string): Promise<TokenView> {
  return (await asAdmin('POST', '/admin/tokens', { name })).json.data;
}

describe('a question about a way', () => {
  it('needs only a path: the rest is filled in', async () => {
    expect(await questionOf({ path: '/v1/models' })).toEqual({
      method: 'GET',
      target: '/v1/models',
      headers: {},
      body: '',
      token: null,
      recorded: null,
    });
  });

  it('takes its body as JSON or as its text, and its query apart or not', async () => {
    const asObject = await questionOf({ path: '/v1/messages?a=1', query: '?b=2', body: { x: 1 } });
    expect(asObject).toMatchObject({
      method: 'POST',
      target: '/v1/messages?a=1&b=2',
      body: '{"x":1}',
    });
    const asText = await questionOf({ path: '/v1/messages', method: 'put', body: '{ "x": 1 }' });
    expect(asText).toMatchObject({ method: 'PUT', target: '/v1/messages', body: '{ "x": 1 }' });
  });

  it('names a token by its id or its name', async () => {
    const { id } = await addToken('Project');
    expect((await questionOf({ path: '/v1/x', tokenId: id }))?.token?.name).toBe('Project');
    expect((await questionOf({ path: '/v1/x', tokenName: 'Project' }))?.token?.id).toBe(id);
  });

  it('about a record is made of what the record holds', async () => {
    const conversation = 'c-1';
    const record = aRequest({ conversation, affinity: 'header', path: '/v1/messages' });
    admin.recordWriter().open(record);
    admin.recordWriter().close(record, []);
    await admin.recordWriter().flush();
    const { body, headers, recorded, ...rest } = (await questionOf({
      requestId: requestId(1),
    })) as RouteQuestion;
    expect(rest).toEqual({ method: 'POST', target: '/v1/messages', token: null });
    expect(JSON.parse(body)).toEqual({ model: 'claude-sonnet-4-5', stream: true });
    expect(headers).toMatchObject({ 'x-session-id': conversation });
    expect(recorded).toMatchObject({ affinity: 'header', requestBytes: 1024 });
    expect(recorded?.missing.map(({ text }) => text).join(' ')).toContain(
      'Its token "local" is gone',
    );
  });

  it('about a record that is not there is not found', async () => {
    expect((await asAdmin('POST', PATH, { requestId: 'nothing' })).status).toBe(404);
  });

  it.each<[object, Record<string, string>]>([
    [{}, { path: ONE_SOURCE }],
    [{ requestId: 'x', path: '/v1' }, { path: ONE_SOURCE }],
    [{ requestId: 'x', tokenName: 'A' }, { tokenName: ONE_SOURCE }],
    [{ path: 'v1/messages' }, { path: 'must be a path such as /v1/messages' }],
    [{ path: '/v1', method: 'A B' }, { method: 'must be a method such as POST' }],
    [{ path: '/v1', tokenId: 999 }, { tokenId: 'is no token' }],
    [{ path: '/v1', tokenName: 'Nobody' }, { tokenName: 'is no token' }],
    [
      { path: '/v1', tokenId: 1, tokenName: 'A' },
      { tokenName: 'give either tokenId or tokenName' },
    ],
    [{ path: '/v1', body: 7 }, { body: 'must be a text or an object' }],
    [
      { path: '/v1', headers: { 'a b': 'x' } },
      { headers: 'must be names of headers and their values' },
    ],
    [
      { path: '/v1', headers: { a: 'x\r\ny' } },
      { headers: 'must be names of headers and their values' },
    ],
    [{ path: '/v1', extra: 1 }, { extra: 'is not a known field' }],
  ])('such as %j is refused with a complaint about the field', async (input, fields) => {
    const { status, json } = await asAdmin('POST', PATH, input);
    expect([status, json.error.code]).toEqual([400, 'request.invalid']);
    expect(json.error.fields).toEqual(fields);
    expect(admin.questions).toEqual([]);
  });

  it('whose token has the name of another one has to say which', async () => {
    await addToken('Twin');
    await addToken('Twin');
    const { json } = await asAdmin('POST', PATH, { path: '/v1', tokenName: 'Twin' });
    expect(json.error.fields['tokenName']).toBe('is the name of several tokens; give tokenId');
  });
});
