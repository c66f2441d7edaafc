import type { Protocol } from '../../../main/contracts/protocol.ts';
import type { Settings } from '../../../main/contracts/settings.ts';
import { handleRequest } from '../../../main/proxy/handle-request.ts';
import { between, oneOf } from '../../../main/simulator/dice.ts';
import { VirtualCall, type Asking } from './virtual-call.ts';
import { MODELS, PROTOCOLS } from './weather.ts';
import { TOKEN, World, type Finished } from './world.ts';

const CLIENTS = 300;
const MINUTES = 10;

/** One request from both of its ends. */
export type Told = Finished & {
  readonly answer: { readonly status: number; readonly body: string };
  /** What the upstream that answered last wrote, whole. */
  readonly composed: string;
};

/** Ten simulated minutes of 300 clients, and the time after them that the last answers need. */
export async function simulate(seed: number, settings: Partial<Settings>) {
  const world = new World(seed, settings);
  const told: Told[] = [];
  let leftAlone = CLIENTS;
  for (let number = 0; number < CLIENTS; number += 1) {
    void live(number, world, told).then(() => (leftAlone -= 1));
  }
  await world.time.run(Infinity, () => leftAlone === 0);
  return { world, told };
}

/** A client asks, reads, thinks, and asks again. Now and then it leaves before it has its answer. */
async function live(number: number, world: World, told: Told[]): Promise<void> {
  const { time, dice, deps } = world;
  const protocol = PROTOCOLS[number % PROTOCOLS.length] ?? 'anthropic';
  for (let turn = 1; ; turn += 1) {
    await time.pause(between(dice, 2_000, 40_000));
    if (world.elapsed > MINUTES * 60_000) return;
    const id = `request ${String(number)}-${String(turn)}`;
    const isStreaming = dice() < 0.7;
    const asking = askingOf(protocol, oneOf(dice, MODELS), isStreaming, id);
    const client = new VirtualCall(id, asking, time.now());
    if (dice() < 0.03)
      time.after(between(dice, 1, 6_000), () => {
        client.leave();
      });
    await handleRequest(client.call, deps);
    const finished = world.finished.get(id);
    if (finished === undefined) throw new Error(`${id} has no record`);
    const composed = world.upstreams.composed.get(id) ?? '';
    told.push({ ...finished, answer: client.answer(), composed });
  }
}

function askingOf(protocol: Protocol, model: string, isStreaming: boolean, id: string): Asking {
  const headers = ['content-type', 'application/json', 'authorization', `Bearer ${TOKEN}`];
  const messages = [{ role: 'user', content: id }];
  const of = (path: string, body: object): Asking => ({
    path,
    headers,
    body: JSON.stringify(body),
  });
  switch (protocol) {
    case 'anthropic':
      return of('/v1/messages', { model, stream: isStreaming, max_tokens: 100, messages });
    case 'openai-chat':
      return of('/v1/chat/completions', { model, stream: isStreaming, messages });
    case 'openai-responses':
      return of('/v1/responses', { model, stream: isStreaming, input: id });
    case 'gemini': {
      const method = isStreaming ? 'streamGenerateContent?alt=sse' : 'generateContent';
      const contents = [{ role: 'user', parts: [{ text: id }] }];
      return of(`/v1beta/models/${model}:${method}`, { contents });
    }
  }
}
