import { afterEach } from 'vitest';
import type { Config } from '../../../main/app/config.ts';
import type { RouteExplanation } from '../../../main/contracts/route-explanation.ts';
import type { Settings } from '../../../main/contracts/settings.ts';
import type { ManualClock } from '../../support/manual-clock.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';
import { TestApp, type ChannelSpec } from '../../support/test-app.ts';

export const KEY = 'sk-upstream-key-abcdef123456';
export const MASK = 'sk-u…3456';
export const MODEL = 'claude-sonnet-5-5';
export const HELLO = {
  model: MODEL,
  max_tokens: 10,
  messages: [{ role: 'user', content: 'Hello' }],
};
export const ANSWER = {
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text: 'Hi' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 1, output_tokens: 1 },
};

/** The program of the running test. */
export let app: TestApp;
let upstreams: ScriptedUpstream[] = [];
afterEach(async () => {
  await app.stop();
  await Promise.all(upstreams.map((one) => one.close()));
  upstreams = [];
});

export async function anUpstream(): Promise<ScriptedUpstream> {
  const upstream = await ScriptedUpstream.start();
  upstreams.push(upstream);
  return upstream;
}

export async function start(
  channels: readonly ChannelSpec[],
  settings: Partial<Settings> = {},
  clock?: ManualClock,
): Promise<void> {
  const url = 'http://127.0.0.1:9';
  app = await TestApp.start({
    channels: channels.map((one) => ({ url, ...one })),
    settings,
    ...(clock === undefined ? {} : { clock }),
  });
}

/** The same database, otherwise configured. */
export async function restart(config: Partial<Config>): Promise<void> {
  const { folder } = app;
  await app.stop({ keepFolder: true });
  app = await TestApp.start({ folder, config });
}

export function explain(question: object = {}): Promise<RouteExplanation> {
  const asked = { path: '/v1/messages', body: HELLO, ...question };
  return app.adminData('POST', '/admin/route/explain', asked);
}

export function named(explanation: RouteExplanation, name: string) {
  const found = explanation.channels.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not explained`);
  return found;
}
