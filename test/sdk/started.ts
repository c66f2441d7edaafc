import { onTestFinished } from 'vitest';
import { closedPort, ScriptedUpstream, type Step } from '../support/scripted-upstream.ts';
import { TestApp, type ChannelSpec } from '../support/test-app.ts';

/** An upstream that is gone when the running test is over. */
export async function anUpstream(step: Step): Promise<ScriptedUpstream> {
  const upstream = await ScriptedUpstream.start(step);
  onTestFinished(() => upstream.close());
  return upstream;
}

/** The whole program with these channels, gone when the running test is over. */
export async function anApp(...channels: readonly ChannelSpec[]): Promise<TestApp> {
  const app = await TestApp.start({ channels });
  onTestFinished(() => app.stop());
  return app;
}

/** A channel that comes first and at which nobody listens. */
export async function aRefusingChannel(): Promise<ChannelSpec> {
  const port = String(await closedPort());
  return { name: 'Refuses', url: `http://127.0.0.1:${port}`, priority: 10 };
}

/** Two channels of equal rank, which therefore take turns. */
export function twins(first: ScriptedUpstream, second: ScriptedUpstream): ChannelSpec[] {
  return [
    { name: 'First', url: first.url },
    { name: 'Second', url: second.url },
  ];
}

/** Each id two times in a row: asked for by turns, one of the two would go to the wrong twin. */
export function twice(ids: readonly string[]): string[] {
  return ids.flatMap((id) => [id, id]);
}

/** Begins an event stream and then says nothing more: what a model does while it thinks. */
export function beginStream(events: readonly string[]): Step {
  return (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(events.join(''));
  };
}

/** What a promise was rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
}

/** What the upstream received, as JSON. */
export function jsonOf(received: { readonly body: Buffer }): unknown {
  return JSON.parse(received.body.toString());
}

/** A picture of one red pixel. */
export const PNG_BASE64 =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
