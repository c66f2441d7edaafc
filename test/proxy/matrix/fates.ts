import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CooldownView } from '../../../main/contracts/cooldown.ts';
import type { AttemptRecord } from '../../../main/contracts/record.ts';
import type { Protocol } from '../../../main/simulator/behaviour.ts';
import { PROTOCOLS } from '../../simulator/wire.ts';
import { Stage, type Cell, type Observation } from './stage.ts';

/** What is to open, and for how long from then on. */
export type Opened = {
  readonly kind: CooldownView['scope']['kind'];
  readonly reason: CooldownView['reason'];
  readonly seconds: number;
  /** The upstream itself said how long. */
  readonly isStated?: boolean;
};

/** What is to become of a request whose first channel behaves in a certain way. */
export type Fate =
  /** The client has the second channel's answer, and nothing of the first. */
  | {
      readonly kind: 'unseen';
      readonly outcome: AttemptRecord['outcome'];
      readonly opened: Opened | null;
    }
  /** The first channel's answer is the client's to read; nobody is charged. */
  | { readonly kind: 'relayed'; readonly status: number }
  /**
   * Part of the first channel's answer has reached the client. `event`: an error event of ours follows its last whole
   * event. `connection`: it is cut. `ownEvent`: the upstream's own error event is the end.
   */
  | { readonly kind: 'broken'; readonly end: 'event' | 'connection' | 'ownEvent' };

type Circumstances = Pick<Cell, 'protocol' | 'isStreaming'>;
export type Coding = 'plain' | 'gzip' | 'zstd';

export type Fault = {
  readonly name: string;
  readonly mood: string;
  readonly fate: Fate | ((about: Circumstances & { readonly isCoded: boolean }) => Fate);
  /** Plain alone if left out. */
  readonly codings?: readonly Coding[];
  /** For Gemini's streams as one JSON array, and for nothing else. */
  readonly isArray?: boolean;
};

export const ALL_CODINGS: readonly Coding[] = ['plain', 'gzip', 'zstd'];

export function unseen(outcome: AttemptRecord['outcome'], opened: Opened | null): Fate {
  return { kind: 'unseen', outcome, opened };
}

type Case = Cell & { readonly title: string; readonly fate: Fate };

/** Each fault in all protocols and forms, as one test each. */
export function describeMatrix(
  title: string,
  faults: readonly Fault[],
  firstUrl?: Parameters<typeof Stage.start>[0],
): void {
  describe(title, () => {
    const cases = faults.flatMap(casesOf);
    let stage: Stage;
    let seen: Map<Case, Observation>;
    beforeAll(async () => {
      stage = await Stage.start(firstUrl);
      seen = await stage.play(cases);
    }, 60_000);
    afterAll(() => stage.stop());

    it.each(cases)('$title', (one) => {
      const observation = seen.get(one);
      if (observation === undefined) throw new Error('it was not played');
      expectFate(one, observation);
    });
  });
}

function casesOf({ name, mood, fate, codings = ['plain'], isArray = false }: Fault): Case[] {
  const forms = isArray ? [true] : [true, false];
  const protocols: readonly Protocol[] = isArray ? ['gemini'] : PROTOCOLS;
  return protocols.flatMap((protocol) =>
    forms.flatMap((form) =>
      codings.map((coding) => {
        const isCoded = coding !== 'plain';
        const about = { protocol, isStreaming: form, isCoded };
        const wanted = typeof fate === 'function' ? fate(about) : fate;
        return {
          title: `${name}: ${protocol}, ${form ? 'stream' : 'no stream'}, ${coding}`,
          protocol,
          isStreaming: form,
          isArray,
          mood: isCoded ? `${mood}+${coding}` : mood,
          fate: wanted,
          isSeen: wanted.kind === 'broken',
        };
      }),
    ),
  );
}

function expectFate({ fate, protocol }: Case, seen: Observation): void {
  switch (fate.kind) {
    case 'unseen':
      expectUnseen(fate, seen);
      return;
    case 'relayed':
      expectRelayed(fate.status, seen);
      return;
    case 'broken':
      expectBroken(fate.end, protocol, seen);
      return;
  }
}

function expectUnseen(
  { outcome, opened }: Extract<Fate, { kind: 'unseen' }>,
  { client, second, cooldowns, detail, clientBody }: Observation,
): void {
  expect(second.map(({ received }) => received)).toEqual([clientBody]);
  expect({ status: client.status, text: client.text, isBroken: client.isBroken }).toEqual({
    status: 200,
    text: second[0]?.answer,
    isBroken: false,
  });
  const wanted = opened === null ? [] : [{ isStated: false, ...opened, strikes: 1 }];
  expect(cooldowns.map(shortened)).toEqual(wanted);
  expect(detail.record).toMatchObject({ outcome: 'answered', status: 200, channelName: 'Second' });
  expect(detail.attempts.map(toldOf)).toEqual([
    ['First', outcome, opened?.kind ?? 'nobody'],
    ['Second', 'answered', 'nobody'],
  ]);
}

function expectRelayed(
  status: number,
  { client, first, second, cooldowns, detail }: Observation,
): void {
  expect({ status: client.status, text: client.text, isBroken: client.isBroken }).toEqual({
    status,
    text: first[0]?.answer,
    isBroken: false,
  });
  expect(client.headers['request-id']).toBe('req_simulated');
  expect([first.length, second.length, cooldowns]).toEqual([1, 0, []]);
  expect(detail.record).toMatchObject({ outcome: 'answered', status, channelName: 'First' });
  const blame = status < 300 ? 'nobody' : 'client';
  expect(detail.attempts.map(toldOf)).toEqual([['First', 'answered', blame]]);
}

function expectBroken(
  end: Extract<Fate, { kind: 'broken' }>['end'],
  protocol: Protocol,
  { client, first, second, cooldowns, detail }: Observation,
): void {
  const whole = first[0]?.answer ?? '';
  expect([client.status, client.isBroken]).toEqual([200, end === 'connection']);
  if (end === 'ownEvent') expect(client.text).toBe(whole);
  else {
    const own = end === 'connection' ? client.text : withoutErrorEvent(client.text, protocol);
    // A prefix: nothing is repeated, nothing glued on. It holds output, for else another channel had answered.
    expect(whole.startsWith(own)).toBe(true);
    expect(own).toContain(firstWordsOf(whole));
  }
  expect([first.length, second.length]).toEqual([1, 0]);
  const opened = { kind: 'model', reason: 'cut', seconds: 60, isStated: false, strikes: 1 };
  expect(cooldowns.map(shortened)).toEqual([opened]);
  expect(detail.record).toMatchObject({ outcome: 'broken', status: 200, channelName: 'First' });
  expect(detail.record.responseBytes).toBeGreaterThan(0);
  expect(detail.attempts.map(toldOf)).toEqual([['First', 'broken', 'model']]);
}

/** The first text of a stream: its first word, as every protocol writes it. */
function firstWordsOf(whole: string): string {
  const text = /"(?:text|content|delta)":"[^"]+"/.exec(whole)?.[0];
  if (text === undefined) throw new Error('the answer has no text');
  return text;
}

/** Checks that the last event is this protocol's error, and that it stands behind a whole one. */
function withoutErrorEvent(text: string, protocol: Protocol): string {
  const start = text.lastIndexOf('\n\n', text.length - 3) + 2;
  const [, name, data = ''] = /^(?:event: (.*)\n)?data: (.*)\n\n$/.exec(text.slice(start)) ?? [];
  expect(name).toBe(ERROR_NAMES[protocol]);
  const value = JSON.parse(data) as { error?: ErrorValue; response?: { error: ErrorValue } };
  expect((value.error ?? value.response?.error)?.message).toMatch(/upstream|no further byte/);
  return text.slice(0, start);
}

type ErrorValue = { readonly message: string };

const ERROR_NAMES: Readonly<Record<Protocol, string | undefined>> = {
  anthropic: 'error',
  'openai-chat': undefined,
  'openai-responses': 'response.failed',
  gemini: undefined,
};

function shortened({ scope, reason, until, openedAt, isStated, strikes }: CooldownView) {
  return { kind: scope.kind, reason, seconds: (until - openedAt) / 1000, isStated, strikes };
}

function toldOf({ channelName, outcome, blame }: AttemptRecord) {
  return [channelName, outcome, blame];
}
