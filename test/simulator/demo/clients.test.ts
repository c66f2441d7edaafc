import { describe, expect, it } from 'vitest';
import { seededDice } from '../../../main/simulator/dice.ts';
import { CLIENTS, conversation } from '../../../main/simulator/demo/clients.ts';
import { startChannels } from '../../../main/simulator/demo/channels.ts';
import { moodOfKey } from '../../../main/simulator/read-mood.ts';
import { onTestFinished } from 'vitest';
import { aSimulator } from '../wire.ts';

const PROTOCOL_OF = {
  'Claude Code on the laptop': 'anthropic',
  'Codex on the build machine': 'openai-responses',
  'Gemini CLI': 'gemini',
  'Editor assistant': 'openai-chat',
  'Nightly script': 'anthropic',
};

async function channels() {
  const started = await startChannels();
  onTestFinished(async () => {
    await Promise.all(started.map(({ simulator }) => simulator.close()));
  });
  return started.map(({ channel }) => channel);
}

describe('the clients of the demo', () => {
  it('speak the protocols they are known for, with their token', async () => {
    const simulator = await aSimulator();
    const spoken: Record<string, string> = {};
    for (const client of CLIENTS) {
      const [turn] = conversation(client, 'ccl-demo', seededDice(1));
      if (turn === undefined) throw new Error('a conversation has a turn');
      const { path, headers, body } = client.request(turn);
      const sent = { method: 'POST', headers, body: JSON.stringify(body) };
      expect((await fetch(simulator.url + path, sent)).status).toBe(200);
      expect(simulator.last.asked).toMatchObject({ key: 'ccl-demo', model: turn.model });
      spoken[client.name] = simulator.last.asked.protocol;
    }
    expect(spoken).toEqual(PROTOCOL_OF);
  });

  it('go on with a conversation where it stopped', () => {
    for (const client of CLIENTS) {
      const turns = [...conversation(client, 'ccl-demo', seededDice(5))];
      expect(turns.length).toBeGreaterThan(1);
      for (const [index, turn] of turns.entries()) {
        expect(turn.said).toHaveLength(2 * index + 1);
        expect(turn.said).toEqual(turns.at(-1)?.said.slice(0, turn.said.length));
        expect(turn.conversation).toBe(turns[0]?.conversation);
      }
    }
  });
});

describe('the channels of the demo', () => {
  it('have keys that choose a mood', async () => {
    for (const { keys } of await channels())
      for (const { secret } of keys) expect(moodOfKey(secret) ?? null).not.toBeNull();
  });

  it('offer every client each of its models at two channels', async () => {
    const all = await channels();
    for (const { name, models } of CLIENTS) {
      const protocol = new Map(Object.entries(PROTOCOL_OF)).get(name) ?? '';
      for (const model of models) {
        const offers = all.filter(
          (channel) => channel.protocols.includes(protocol) && channel.models.includes(model),
        );
        expect(offers.length).toBeGreaterThan(1);
      }
    }
  });
});
