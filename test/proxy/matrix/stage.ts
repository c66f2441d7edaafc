import http from 'node:http';
import zlib from 'node:zlib';
import type { CooldownView } from '../../../main/contracts/cooldown.ts';
import type {
  InFlightList,
  RequestDetail,
  RequestPage,
} from '../../../main/contracts/admin-api.ts';
import { composeAnswer } from '../../../main/simulator/answer.ts';
import { HEALTHY, type Behaviour, type Protocol } from '../../../main/simulator/behaviour.ts';
import { realClock } from '../../../main/simulator/clock.ts';
import { readMood } from '../../../main/simulator/read-mood.ts';
import { startSimulator, type Simulator } from '../../../main/simulator/simulator.ts';
import { questionOf } from '../../simulator/wire.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { TEST_TOKEN, TestApp } from '../../support/test-app.ts';
import { waitFor } from '../../support/wait-for.ts';

/** One cell of the matrix. */
export type Cell = {
  readonly protocol: Protocol;
  readonly isStreaming: boolean;
  /** Gemini's other stream, one long JSON array. */
  readonly isArray?: boolean;
  /** Its answer is seen by the client: time must not pass before that. */
  readonly isSeen?: boolean;
  /** What the first channel does, as the simulator's keys name it. */
  readonly mood: string;
};

/** What a client got, on the wire and decoded as far as it goes. */
export type ClientSees = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The connection was cut before the end of the answer. */
  readonly isBroken: boolean;
};

/** Everything that can be seen of one request, from all sides. */
export type Observation = {
  readonly client: ClientSees;
  /** What opened of itself: a channel that cools because its only key or URL does is left out. */
  readonly cooldowns: readonly CooldownView[];
  readonly detail: RequestDetail;
  readonly clientBody: string;
  /** Bodies that the upstreams received, and what each would have answered when nothing had cut it short. */
  readonly first: readonly Exchange[];
  readonly second: readonly Exchange[];
};

type Question = ReturnType<typeof questionOf>;

type Exchange = { readonly received: string; readonly answer: string };

const SECOND_SAYS: Behaviour = {
  ...HEALTHY,
  content: { kind: 'answer', text: 'This is what the second channel has to say.' },
};

/** How far time passes at once while an upstream is silent; between two steps the sockets get their turn. */
const STEP_MS = 30_000;

/** The program between a client and two channels: the first does what it is told, the second is well. */
export class Stage {
  readonly clock: ManualClock;
  readonly app: TestApp;
  readonly first: Simulator;
  readonly second: Simulator;

  private constructor(clock: ManualClock, app: TestApp, first: Simulator, second: Simulator) {
    this.clock = clock;
    this.app = app;
    this.first = first;
    this.second = second;
  }

  /** `firstUrl`: where the first channel is in place of its simulator. */
  static async start(firstUrl?: (simulator: Simulator) => string): Promise<Stage> {
    const clock = new ManualClock();
    // Dates are those of the stage; pauses between events are real, because nobody could tell when to end them.
    const paced = { now: () => clock.now(), after: realClock.after.bind(realClock) };
    const [first, second] = await Promise.all([
      startSimulator({ clock: paced }),
      startSimulator({ clock }),
    ]);
    second.setBehaviour(null, SECOND_SAYS);
    const app = await TestApp.start({
      clock,
      // Comments that keep a client alive are no part of any answer here.
      // What is sent and what comes back is compared byte for byte.
      settings: { keepAliveAfterMs: 0, isUsageAskedFor: false },
      channels: [
        { name: 'First', url: firstUrl?.(first) ?? first.url, priority: 10 },
        { name: 'Second', url: second.url, priority: 1 },
      ],
    });
    return new Stage(clock, app, first, second);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await Promise.all([this.first.close(), this.second.close()]);
  }

  /** Plays the cells one after the other, each with nothing left of the one before. */
  async play<C extends Cell>(cells: readonly C[]): Promise<Map<C, Observation>> {
    const seen = new Map<C, Omit<Observation, 'detail'>>();
    for (const cell of cells) seen.set(cell, await this.#observe(cell));
    // Records are written in batches: waiting for each would take most of the time.
    const details = await this.#details(cells.length);
    return new Map(
      [...seen].map(([cell, one], index) => [
        cell,
        { ...one, detail: details[index] as RequestDetail },
      ]),
    );
  }

  async #observe(cell: Cell): Promise<Omit<Observation, 'detail'>> {
    const { protocol, isStreaming, isArray = false, isSeen = false, mood } = cell;
    const behaviour = behaviourOf(mood);
    this.first.setBehaviour(null, behaviour);
    const before = [this.first.requests.length, this.second.requests.length] as const;
    const asked = questionOf({ protocol, isStreaming, key: TEST_TOKEN });
    const question = isArray ? { ...asked, path: asked.path.replace('?alt=sse', '') } : asked;
    const client = await this.#answered(question, behaviour, isSeen);
    const cooldowns = await this.app.adminData<CooldownView[]>('GET', '/admin/cooldowns');
    await this.app.adminData('POST', '/admin/cooldowns/clear');
    return {
      client,
      cooldowns: cooldowns.filter(({ follows }) => follows === null),
      clientBody: question.body,
      first: exchanges(this.first, before[0], behaviour),
      second: exchanges(this.second, before[1], SECOND_SAYS),
    };
  }

  /** Silence ends when we have lost patience, for which the time has to pass. */
  async #answered(question: Question, { cut }: Behaviour, isSeen: boolean): Promise<ClientSees> {
    const [firstCount, secondCount] = [this.first.requests.length, this.second.requests.length];
    let hasBegun = false;
    const answer = ask(this.app.port, question, () => (hasBegun = true));
    if (cut?.how !== 'hang') return answer;
    await waitFor(() => this.first.requests.length > firstCount, 'the first attempt');
    if (cut.at !== 'beforeHead') await this.#held();
    if (isSeen) await waitFor(() => hasBegun, 'the beginning of the answer');
    let isOver = false;
    void answer.finally(() => (isOver = true));
    await waitFor(() => {
      if (isOver || this.second.requests.length > secondCount) return true;
      this.clock.advance(STEP_MS);
      return false;
    }, 'an end of patience');
    return answer;
  }

  /** The head of the first channel's answer has come. */
  async #held(): Promise<void> {
    await waitFor(async () => {
      const { inFlight } = await this.app.adminData<InFlightList>('GET', '/admin/in-flight');
      return inFlight.some(({ phase }) => phase === 'held' || phase === 'streaming');
    }, 'a head');
  }

  /** The newest records with their attempts, oldest first; at most a page of them. */
  async #details(count: number): Promise<RequestDetail[]> {
    const ids = await waitFor(
      async () => {
        const page = await this.app.adminData<RequestPage>('GET', '/admin/requests?limit=500');
        const settled = page.records.filter(({ outcome }) => outcome !== null).map(({ id }) => id);
        return settled.length >= count ? settled.slice(0, count).toReversed() : null;
      },
      `${String(count)} records`,
    );
    const details: RequestDetail[] = [];
    for (const id of ids) details.push(await this.app.detail(id));
    return details;
  }
}

function behaviourOf(name: string): Behaviour {
  const mood = readMood(name);
  if (mood?.kind !== 'steady') throw new Error(`${name} is no steady behaviour`);
  return mood.behaviour;
}

function exchanges(simulator: Simulator, from: number, { content }: Behaviour): Exchange[] {
  return simulator.requests.slice(from).map((received, index) => {
    const number = from + index + 1;
    const { asked, at: now, cache } = received;
    const about = { asked, received, now, cache, number };
    return {
      received: received.body.toString(),
      answer: composeAnswer(content, about).pieces.join(''),
    };
  });
}

/** Without a comfortable client in between, which would hide how an answer ends. */
function ask(
  port: number,
  { path, headers, body }: Question,
  onBegin: () => void,
): Promise<ClientSees> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path, method: 'POST', headers, agent: false };
    const request = http.request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('data', onBegin);
      // What is wrong with the end shows in `complete`.
      response.on('error', () => undefined);
      response.on('close', () => {
        const { statusCode: status = 0, headers: answerHeaders, complete } = response;
        const text = decoded(Buffer.concat(chunks), answerHeaders['content-encoding']);
        resolve({ status, headers: answerHeaders, text, isBroken: !complete });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** As far as it goes: half a compressed answer is half an answer. */
function decoded(body: Buffer, coding: string | undefined): string {
  const { Z_SYNC_FLUSH, ZSTD_e_flush } = zlib.constants;
  switch (coding) {
    case undefined:
      return body.toString();
    case 'gzip':
      return zlib.gunzipSync(body, { finishFlush: Z_SYNC_FLUSH }).toString();
    case 'zstd':
      return zlib.zstdDecompressSync(body, { finishFlush: ZSTD_e_flush }).toString();
    default:
      throw new Error(`nobody asked for ${coding}`);
  }
}
