import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../main/simulator/simulator.ts';
import { TestApp } from '../support/test-app.ts';

let simulator: Simulator;
let app: TestApp;

const KEYS = ['sk-channel-one-0001', 'sk-channel-two-0002', 'sk-channel-three-0003'];

beforeEach(async () => {
  simulator = await startSimulator();
  app = await TestApp.start({
    channels: KEYS.map((key, at) => ({
      name: `Channel ${String(at + 1)}`,
      url: simulator.url,
      api_key: key,
    })),
  });
});
afterEach(async () => {
  await app.stop();
  await simulator.close();
});

type Message = { role: string; content: string };

/** A client that sends its whole conversation with every turn. */
class Agent {
  readonly #headers: Record<string, string>;
  readonly #system: string;
  readonly messages: Message[] = [];

  constructor(name: string, headers: Record<string, string>) {
    this.#system = `You are an agent. ${'Be thorough. '.repeat(20)}${name}`;
    this.#headers = headers;
  }

  async turn(text: string, model = 'claude-sonnet-5-5'): Promise<void> {
    this.messages.push({ role: 'user', content: text });
    const body = { model, max_tokens: 100, system: this.#system, messages: this.messages };
    const response = await app.post('/v1/messages', body, this.#headers);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as { content: { text: string }[] };
    this.messages.push({ role: 'assistant', content: answer.content[0]?.text ?? '' });
  }
}

function keys(): string[] {
  return simulator.requests.map(({ asked }) => asked.key);
}

describe.each([
  ['named by a header', { 'x-claude-code-session-id': '5f2d1c0e-6f0a-4a8e-9d5b-0c7f3a2b1e4d' }],
  ['known by its beginning', {}],
])('an agent of 40 turns over three equal channels, %s', (_how, headers) => {
  it('stays with one key, and reads its prompt from the cache', async () => {
    const agent = new Agent('A', headers);
    for (let turn = 0; turn < 40; turn++) await agent.turn(`Turn ${String(turn)}`);
    expect(new Set(keys()).size).toBe(1);
    const [begun, ...gone] = simulator.requests;
    expect(begun?.cache.read).toBe(0);
    expect(gone.every(({ cache }) => cache.read > cache.created)).toBe(true);
  });

  it('moves once when its channel dies, and does not come back', async () => {
    const agent = new Agent('B', headers);
    for (let turn = 0; turn < 10; turn++) await agent.turn(`Turn ${String(turn)}`);
    const [before = ''] = keys();
    simulator.setBehaviour(before, 'status-500');
    for (let turn = 10; turn < 20; turn++) await agent.turn(`Turn ${String(turn)}`);
    simulator.setBehaviour(before, 'healthy');
    await app.adminData('POST', '/admin/cooldowns/clear');
    for (let turn = 20; turn < 30; turn++) await agent.turn(`Turn ${String(turn)}`);
    const served = keys().filter((key, at) => key !== keys()[at - 1]);
    expect(served).toHaveLength(2);
    expect(simulator.requests.filter(({ cache }) => cache.read === 0)).toHaveLength(2);
  });
});

describe('conversations', () => {
  it('follow the weights as wholes', async () => {
    for (let one = 0; one < 9; one++) {
      const agent = new Agent(String(one), { 'x-session-id': `ses_${String(one)}` });
      await agent.turn('first');
      await agent.turn('second');
    }
    const pairs = Array.from({ length: 9 }, (_, at) => keys().slice(2 * at, 2 * at + 2));
    expect(pairs.every(([first, second]) => first === second)).toBe(true);
    const counts = KEYS.map((key) => pairs.filter(([first]) => first === key).length);
    expect(counts).toEqual([3, 3, 3]);
  });

  it('that begin alike and are named by nobody are still several', async () => {
    for (let one = 0; one < 6; one++) await new Agent('same', {}).turn('the same');
    expect(new Set(keys()).size).toBe(3);
  });

  it('agree on one key when their first requests run side by side', async () => {
    const agents = Array.from({ length: 6 }, () => new Agent('side', { 'x-session-id': 'ses' }));
    await Promise.all(agents.map((agent, at) => agent.turn(`Task ${String(at)}`)));
    expect(new Set(keys()).size).toBe(1);
  });

  it('are spread request by request when that is what a person wants', async () => {
    await app.stop();
    app = await TestApp.start({
      channels: KEYS.map((key) => ({ name: key, url: simulator.url, api_key: key })),
      settings: { isAffinityEnabled: false },
    });
    const agent = new Agent('C', { 'x-session-id': 'ses' });
    for (let turn = 0; turn < 3; turn++) await agent.turn('go');
    expect(new Set(keys()).size).toBe(3);
  });

  it('say in their records how they were known, and why they went where', async () => {
    const agent = new Agent('D', { 'x-session-id': 'ses' });
    await agent.turn('first');
    await app.records(1);
    await agent.turn('second');
    const [newest, oldest] = await app.records(2);
    expect(newest).toMatchObject({ affinity: 'header' });
    const [of, before] = [await app.detail(newest?.id ?? ''), await app.detail(oldest?.id ?? '')];
    expect(of.attempts[0]).toMatchObject({ choice: 'affinity', strippedTokens: 0 });
    expect(before.attempts[0]).toMatchObject({ choice: 'rotation' });
  });

  it('stay where they were after a restart', async () => {
    const agent = new Agent('E', { 'x-session-id': 'ses' });
    await agent.turn('first');
    await agent.turn('second');
    await app.stop({ keepFolder: true });
    app = await TestApp.start({ folder: app.folder });
    await agent.turn('third');
    expect(new Set(keys()).size).toBe(1);
  });
});

describe('a conversation whose channel of higher priority recovers', () => {
  it.each([
    ['at_once', [0, 1, 0]],
    ['when_idle', [0, 1, 1]],
  ])('is taken back %s', async (takeBack, served) => {
    await app.stop();
    app = await TestApp.start({
      channels: [0, 1].map((at) => ({
        name: `Channel ${String(at)}`,
        url: simulator.url,
        api_key: KEYS[at] ?? '',
        priority: 2 - at,
        takeBack,
      })),
    });
    const agent = new Agent('G', { 'x-session-id': 'ses' });
    await agent.turn('first');
    simulator.setBehaviour(KEYS[0] ?? '', 'status-500');
    await agent.turn('second');
    simulator.setBehaviour(KEYS[0] ?? '', 'healthy');
    await app.adminData('POST', '/admin/cooldowns/clear');
    await agent.turn('third');
    await agent.turn('fourth');
    const good = simulator.requests.map(({ asked }) => KEYS.indexOf(asked.key));
    // The second turn met the dead channel first.
    expect([good[0], good[2], good[3]]).toEqual(served);
    expect(good[4]).toBe(good[3]);
  });
});

describe('a request for a model that the conversation’s channel does not offer', () => {
  it('goes its own way, and the conversation does not follow it', async () => {
    await app.addChannel({
      name: 'Small',
      url: simulator.url,
      api_key: 'sk-small-0004',
      models: ['haiku'],
    });
    for (const { id } of await app.adminData<{ id: number }[]>('GET', '/admin/channels')) {
      if (id > 3) continue;
      await app.adminData('PATCH', `/admin/channels/${String(id)}`, { models: ['sonnet'] });
    }
    const agent = new Agent('F', { 'x-session-id': 'ses' });
    for (let turn = 0; turn < 6; turn++)
      await agent.turn('go', turn % 2 === 0 ? 'haiku' : 'sonnet');
    const [small, main] = keys();
    expect(small).toBe('sk-small-0004');
    expect(keys()).toEqual([small, main, small, main, small, main]);
  });
});
