import type { Protocol } from '../../../main/contracts/protocol.ts';
import { convertedModel, MODELS } from '../shapes/request-body.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { ADMIN_PASSWORD } from './known.ts';
import type { Target } from './target.ts';

const MAX_START_MS = 20_000;

/** Resolves when a product that was just launched answers its liveness path. */
export async function whenHealthy(target: Target): Promise<void> {
  const deadline = performance.now() + MAX_START_MS;
  while (performance.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${String(target.spec.port)}/health`).catch(ignore);
    if (answer?.ok === true) return;
    await wait(50);
  }
  throw new Error(`${target.name} did not start:\n${target.lastWords()}`);
}

/** Removes what an earlier run left in a folder that is used again. */
export async function removeChannels(port: number): Promise<void> {
  const base = `http://127.0.0.1:${String(port)}/admin/channels`;
  const headers = await logIn(port);
  const { data } = (await (await fetch(base, { headers })).json()) as { data: { id: number }[] };
  for (const { id } of data) await fetch(`${base}/${String(id)}`, { method: 'DELETE', headers });
}

/** Creates the channels to the fake upstream through the admin API, as a person would. */
export async function addChannel(
  port: number,
  upstreamPort: number,
  converting: Protocol | null = null,
): Promise<void> {
  const base = `http://127.0.0.1:${String(port)}`;
  const session = await logIn(port);
  await post(
    `${base}/admin/channels`,
    {
      name: 'fake upstream',
      protocols: Object.keys(MODELS),
      url: `http://127.0.0.1:${String(upstreamPort)}`,
      api_key: 'sk-ok-channel-0123456789',
      models: [...new Set(Object.values(MODELS))],
    },
    session,
  );
  if (converting === null) return;
  // For clients of that protocol alone, and never in their own words.
  await post(
    `${base}/admin/channels`,
    {
      name: 'of another protocol',
      protocols: [converting === 'anthropic' ? 'openai-chat' : 'anthropic'],
      url: `http://127.0.0.1:${String(upstreamPort)}`,
      api_key: 'sk-ok-channel-0123456789',
      models: [convertedModel(converting)],
    },
    session,
  );
}

/** The headers of a call to the admin API. */
export async function logIn(port: number): Promise<{ readonly authorization: string }> {
  const base = `http://127.0.0.1:${String(port)}`;
  const { token } = await post(`${base}/login`, { password: ADMIN_PASSWORD }, {});
  return { authorization: `Bearer ${String(token)}` };
}

async function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answers ${String(answer.status)}: ${text}`);
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

function ignore(): undefined {
  // Nobody listens yet.
  return undefined;
}
