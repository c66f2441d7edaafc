import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../main/contracts/constants.ts';
import type { Protocol } from '../../main/contracts/protocol.ts';
import { modelEntry, modelsList } from '../../main/core/models-list.ts';
import { listedModels } from '../../main/core/probe-requests.ts';
import { routeRequest } from '../../main/core/route.ts';

const NAMES = ['model-a', 'vendor/model-b'];

describe('modelsList', () => {
  it('is whole in every dialect when there are no models', () => {
    expect(JSON.parse(modelsList('openai-chat', []))).toEqual({ object: 'list', data: [] });
    expect(JSON.parse(modelsList('gemini', []))).toEqual({ models: [] });
    expect(JSON.parse(modelsList('anthropic', []))).toEqual({
      data: [],
      has_more: false,
      first_id: null,
      last_id: null,
    });
  });

  it('holds what the entry of each model holds', () => {
    const one = (protocol: 'anthropic' | 'openai-responses'): unknown =>
      (JSON.parse(modelsList(protocol, ['m'])) as { data: unknown[] }).data[0];
    expect(one('anthropic')).toEqual(JSON.parse(modelEntry('anthropic', 'm')));
    expect(one('openai-responses')).toEqual(JSON.parse(modelEntry('openai-responses', 'm')));
  });
});

/** As the vendors' own documentation shows their lists. */
const VENDOR_LISTS: Readonly<Record<Protocol, object>> = {
  anthropic: {
    data: [
      { type: 'model', id: 'm-1', display_name: 'M 1', created_at: '2026-02-04T00:00:00Z' },
      { type: 'model', id: 'v/m-2', display_name: 'M 2', created_at: '2026-02-04T00:00:00Z' },
    ],
    has_more: false,
    first_id: 'm-1',
    last_id: 'v/m-2',
  },
  'openai-chat': {
    object: 'list',
    data: [
      { id: 'm-1', object: 'model', created: 1686935002, owned_by: 'openai' },
      { id: 'v/m-2', object: 'model', created: 1686935002, owned_by: 'system' },
    ],
  },
  'openai-responses': { object: 'list', data: [{ id: 'm-1' }, { id: 'v/m-2' }] },
  gemini: {
    models: [
      { name: 'models/m-1', displayName: 'M 1', supportedGenerationMethods: ['generateContent'] },
      { name: 'models/v/m-2', displayName: 'M 2', supportedGenerationMethods: ['embedContent'] },
    ],
    nextPageToken: 'x',
  },
};

describe('the list of an upstream in the words of a client', () => {
  const pairs = PROTOCOLS.flatMap((from) => PROTOCOLS.map((to) => [from, to] as const));

  it.each(pairs)('names the same models: %s for a client of %s', (from, to) => {
    const names = listedModels(JSON.stringify(VENDOR_LISTS[from]));
    expect(names).toEqual(['m-1', 'v/m-2']);
    const list = JSON.parse(modelsList(to, names ?? [])) as Record<string, { id: string }[]>;
    expect(list[to === 'gemini' ? 'models' : 'data']).toMatchObject(
      to === 'gemini'
        ? [{ name: 'models/m-1' }, { name: 'models/v/m-2' }]
        : [{ id: 'm-1' }, { id: 'v/m-2' }],
    );
  });
});

describe('the official SDKs', () => {
  const server = createServer((req, res) => {
    const header = (name: string): string | undefined => req.headers[name]?.toString();
    const route = routeRequest(req.method ?? '', req.url ?? '', header);
    res.setHeader('content-type', 'application/json');
    if (route.kind !== 'models') res.writeHead(404).end('{}');
    else if (route.model === null) res.end(modelsList(route.protocol, NAMES));
    else res.end(modelEntry(route.protocol, route.model));
  });
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('reads the list and an entry through Anthropic’s', async () => {
    const client = new Anthropic({ baseURL: origin, apiKey: 'k', maxRetries: 0 });
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual(NAMES);
    const model = await client.models.retrieve('vendor/model-b');
    expect(model).toMatchObject({ type: 'model', id: 'vendor/model-b' });
    expect(Number.isNaN(Date.parse(model.created_at))).toBe(false);
  });

  it('reads the list and an entry through OpenAI’s', async () => {
    const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'k', maxRetries: 0 });
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual(NAMES);
    const model = await client.models.retrieve('vendor/model-b');
    expect(model).toMatchObject({ object: 'model', id: 'vendor/model-b', created: 0 });
  });

  it('reads the list and an entry through Google’s', async () => {
    const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: origin } });
    const names: (string | undefined)[] = [];
    for await (const model of await client.models.list()) names.push(model.name);
    expect(names).toEqual(NAMES.map((name) => `models/${name}`));
    const model = await client.models.get({ model: 'model-a' });
    expect(model).toMatchObject({ name: 'models/model-a', displayName: 'model-a' });
    expect(model.supportedActions).toContain('generateContent');
  });
});
