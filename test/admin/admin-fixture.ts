import { createHash, randomBytes } from 'node:crypto';
import type { Diagnostics } from '../../main/contracts/diagnostics.ts';
import type { AdminDeps } from '../../main/admin/deps.ts';
import type { ChannelTrial } from '../../main/contracts/channel.ts';
import { createAdminApp } from '../../main/admin/create-admin.ts';
import type { Channel } from '../../main/contracts/channel.ts';
import type { RouteExplanation, RouteQuestion } from '../../main/contracts/route-explanation.ts';
import { AvailabilityBook } from '../../main/state/availability-book.ts';
import { CaptureBook } from '../../main/state/capture-book.ts';
import { ChannelBook } from '../../main/state/channel-book.ts';
import { InFlight } from '../../main/state/in-flight.ts';
import { RecentAnswers } from '../../main/state/recent-answers.ts';
import { NoticeBook } from '../../main/state/notice-book.ts';
import { PriceBook } from '../../main/state/price-book.ts';
import { SettingsBook, type LockedSettings } from '../../main/state/settings-book.ts';
import { TokenBook } from '../../main/state/token-book.ts';
import { aRuleBook } from '../support/rule-builder.ts';
import { limitBook } from '../support/limit-book.ts';
import { openTempStore } from '../support/temp-store.ts';
import { bareStore } from './bare-store.ts';

/** CCLOAD_PASS of the fixture, so that a login costs no slow hash. */
export const PASSWORD = 'correct horse';

const HOST = '127.0.0.1:8080';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; null where it is none. */
  readonly json: Json;
};

/** JSON as a test reads it. */
export type Json = {
  readonly success: boolean;
  readonly data: never;
  readonly count: number;
  readonly error: { code: string; message: string; fields: Record<string, string> };
};

const A_DIAGNOSIS: Omit<Diagnostics, 'eventStreams' | 'inFlight'> = {
  versions: { program: '1.2.3', node: '24.0.0', sqlite: '3.50.0', undici: '8.0.0', electron: null },
  platform: 'linux x64 6.1.0',
  startedAt: 0,
  uptimeMs: 60_000,
  eventLoop: null,
  memory: { rssBytes: 1, heapUsedBytes: 1, heapTotalBytes: 1, externalBytes: 1 },
  cpuShare: 0.1,
  database: { file: '/data/ccload.db', sizeBytes: 1, walBytes: 0, rows: { requests: 2 } },
  log: { level: 'info', file: null },
  dataFolder: '/data',
  listening: ['http://127.0.0.1:8080'],
};

type CallOptions = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Address of the caller. */
  readonly from?: string;
};

type Setup = {
  /** Without a database; enough for everything but channels, tokens and records. */
  readonly isBare?: boolean;
  readonly config?: Partial<AdminDeps['config']>;
  readonly locked?: LockedSettings;
  readonly isOwnAddress?: (url: string) => boolean;
};

/** The control plane over real books and a real store, called without a socket. */
export async function openAdmin(setup: Setup = {}) {
  const clock = { now: Date.UTC(2026, 0, 2, 3, 4, 5) };
  const temp =
    setup.isBare === true
      ? { store: bareStore(), close: async () => undefined }
      : await openTempStore({ now: () => clock.now });
  const due: (() => void)[] = [];
  const inFlight = new InFlight((_, run) => due.push(run));
  const locked = setup.locked ?? { values: {}, lockedBy: {} };
  const books = {
    channels: new ChannelBook(),
    tokens: new TokenBook(),
    settings: new SettingsBook(locked, {}),
    rules: aRuleBook(),
    recentAnswers: new RecentAnswers(),
    inFlight,
    prices: new PriceBook(),
    notices: new NoticeBook({
      port: { save: () => undefined, dismiss: async () => undefined },
      now: () => clock.now,
    }),
  };
  const cooldowns = new AvailabilityBook({
    port: { save: () => undefined },
    now: () => clock.now,
    after: (_, run) => due.push(run),
    settings: () => books.settings.current(),
    onKeyExhausted: () => undefined,
  });
  const captureBook = new CaptureBook();
  const lines: string[] = [];
  const trials: ChannelTrial[] = [];
  const fetched: Channel[] = [];
  const questions: RouteQuestion[] = [];
  const limits = limitBook(
    () => clock.now,
    () => books.settings.current(),
  );
  const deps: AdminDeps = {
    store: temp.store,
    books,
    cooldowns,
    captures: {
      book: captureBook,
      replaceSwitches: async (switches) => {
        captureBook.replaceSwitches(switches);
      },
      running: () => null,
      planReplay: () => ({
        ok: false,
        why: { code: 'notForUpstream', values: {}, text: 'nothing is sent here' },
      }),
      replay: () => Promise.reject(new Error('nothing is sent here')),
    },
    diagnostics: {
      read: (admin) => Promise.resolve({ ...A_DIAGNOSIS, ...admin }),
      log: () => [{ at: clock.now, level: 'warn', text: 'key sk-abcdefghijklmnop1234 refused' }],
    },
    zone: limits.zone,
    limitStateOf: (payer, own) => limits.stateOf(payer, own),
    config: {
      version: '1.2.3',
      port: () => 8080,
      isHeadless: true,
      isLoopbackOnly: true,
      hosts: [],
      fixedPassword: PASSWORD,
      ownSession: null,
      staticDir: null,
      ...setup.config,
    },
    cancelRequest: (id) => inFlight.cancel(id),
    rerouteRequest: (id) => inFlight.reroute(id),
    testChannel: (trial) => {
      trials.push(trial);
      return Promise.resolve(TEST_RESULT);
    },
    checkChannel: () => Promise.resolve({ at: 0, ok: true, text: '200', ms: 1 }),
    lastCheck: () => null,
    fetchModels: (channel) => {
      fetched.push(channel);
      return Promise.resolve({ isOk: true, models: ['m-1'], url: 'https://up.example/v1/models' });
    },
    explainRoute: (question) => {
      questions.push(question);
      return AN_EXPLANATION;
    },
    connections: {
      baseUrl: () => 'http://127.0.0.1:8080',
      look: () => [],
      preview: () => {
        throw new Error('there are no clients here');
      },
      connect: () => undefined,
      disconnect: () => undefined,
    },
    isOwnAddress: setup.isOwnAddress ?? (() => false),
    isOwnToken: (secret) => books.tokens.findByHash(sha256(secret)) !== undefined,
    readMetrics: () => Promise.resolve({ contentType: 'text/plain', text: 'up 1\n' }),
    settleRecords: () => Promise.resolve(),
    log: { info: (line) => lines.push(line), warn: (line) => lines.push(line) },
    now: () => clock.now,
    after: (_, run) => {
      due.push(run);
      return () => due.splice(due.indexOf(run), 1);
    },
    randomBytes: (count) => randomBytes(count),
  };
  const { app, close, inside } = createAdminApp(deps);

  async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const { body, headers = {}, from = '127.0.0.1' } = options;
    const hasBody = body !== undefined;
    const request = new Request(`http://${HOST}${path}`, {
      method,
      headers: {
        host: HOST,
        ...(hasBody ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(hasBody ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    });
    const response = await app.fetch(request, { incoming: { socket: { remoteAddress: from } } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: jsonOf(text) };
  }

  /** Logs in and returns calls that carry the session as Bearer. */
  async function logIn() {
    const answer = await call('POST', '/login', { body: { password: PASSWORD } });
    const { token } = answer.json as unknown as { token: string };
    const asAdmin = (method: string, path: string, body?: unknown) =>
      call(method, path, { body, headers: { authorization: `Bearer ${token}` } });
    return { token, asAdmin };
  }

  return {
    app,
    inside,
    deps,
    books,
    cooldowns,
    clock,
    lines,
    trials,
    fetched,
    questions,
    store: temp.store,
    /** Of the real store; a bare one has none. */
    recordWriter: () => temp.store.recordWriter,
    call,
    logIn,
    /** Lets the books tell what they have collected. */
    tellChanges: () => {
      for (const run of due.splice(0)) run();
    },
    async close() {
      close();
      await temp.close();
    },
  };
}

/** What the fixture makes of every request. */
const AN_EXPLANATION: RouteExplanation = {
  at: 0,
  request: {
    method: 'POST',
    path: '/v1/messages',
    protocol: 'anthropic',
    operation: 'messages',
    model: null,
    isStreaming: false,
    conversation: null,
    affinity: null,
    clientFamily: 'other',
    bodyBytes: 0,
  },
  token: null,
  refusal: null,
  notes: [],
  channels: [],
  verdict: { kind: 'noChannel', text: '', channelId: null, why: null, shares: [], then: [] },
};

export type Admin = Awaited<ReturnType<typeof openAdmin>>;

/** The seeds' example of a channel. */
export const A_CHANNEL = {
  name: 'Claude',
  api_key: 'sk-ant-first-0123456789',
  url: 'https://api.anthropic.com',
  priority: 10,
  models: ['claude-sonnet-4-5'],
  enabled: true,
};

const TEST_RESULT = {
  isOk: true,
  url: 'https://up.example/v1/messages',
  keyMask: 'sk-a…6789',
  model: 'm-1',
  status: 200,
  durationMs: 12,
  firstByteMs: 10,
  contentType: 'application/json',
  body: '{}',
};

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Pages and streams are read as text.
    return null as unknown as Json;
  }
}
