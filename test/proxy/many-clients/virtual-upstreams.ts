import { Dispatcher } from 'undici';
import type { ChannelId } from '../../../main/contracts/channel.ts';
import { composeAnswer } from '../../../main/simulator/answer.ts';
import { readAsked } from '../../../main/simulator/asked.ts';
import { between, type Dice } from '../../../main/simulator/dice.ts';
import { behaviourIn, type Mood } from '../../../main/simulator/mood.ts';
import { moodNamed } from '../../../main/simulator/read-mood.ts';
import { Exchange, pairsOf } from './exchange.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Weather } from './weather.ts';

/** How long a connection takes that nobody answers: the setting of the program. */
const NO_ROUTE_MS = 10_000;

/** What was asked of an upstream. */
type Arrival = {
  readonly channelId: ChannelId;
  readonly requestId: string;
  readonly mood: string;
  /** Whether its owner had it switched on at that moment. */
  readonly isOn: boolean;
};

/** Nobody looks at the usage here. */
const NOT_CACHED = { read: 0, created: 0 };

/** All upstreams behind the border where otherwise sockets begin. They answer what the simulator would. */
export class VirtualUpstreams extends Dispatcher {
  readonly arrivals: Arrival[] = [];
  /** What was last composed for a request, whole. */
  readonly composed = new Map<string, string>();
  readonly #weather: Weather;
  readonly #time: VirtualTime;
  readonly #startedAt: number;
  readonly #dice: Dice;
  readonly #isOn: (id: ChannelId) => boolean;
  readonly #moods = new Map<string, Mood>();

  constructor(weather: Weather, time: VirtualTime, dice: Dice, isOn: (id: ChannelId) => boolean) {
    super();
    this.#weather = weather;
    this.#time = time;
    this.#startedAt = time.now();
    this.#dice = dice;
    this.#isOn = isOn;
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    void this.#play(options, new Exchange(handler, this.#time));
    return true;
  }

  async #play(options: Dispatcher.DispatchOptions, exchange: Exchange): Promise<void> {
    const rawHeaders = options.headers as readonly string[];
    const headers = Object.fromEntries(pairsOf(rawHeaders));
    const body = options.body as Buffer;
    const received = { method: 'POST', url: options.path, headers, rawHeaders, body };
    const asked = readAsked(received);
    const requestId = /request \d+-\d+/.exec(body.toString())?.[0] ?? '';
    const place = this.#weather.meets(String(options.origin), asked.key, this.#elapsed());
    this.arrivals.push({ ...place, requestId, isOn: this.#isOn(place.channelId) });

    await exchange.wait(between(this.#dice, 1, 30));
    if (place.mood === 'refused') return exchange.fail('ECONNREFUSED');
    if (place.mood === 'no-route') {
      await exchange.wait(NO_ROUTE_MS);
      return exchange.fail('UND_ERR_CONNECT_TIMEOUT');
    }
    exchange.start();
    const behaviour = behaviourIn(this.#mood(place.mood), this.#elapsed(), this.#dice);
    const number = this.arrivals.length;
    const now = this.#time.now();
    const answer = composeAnswer(behaviour.content, {
      asked,
      received,
      now,
      number,
      cache: NOT_CACHED,
    });
    this.composed.set(requestId, answer.pieces.join(''));
    await exchange.deliver(answer, behaviour);
  }

  #elapsed(): number {
    return this.#time.now() - this.#startedAt;
  }

  #mood(name: string): Mood {
    const mood = this.#moods.get(name) ?? moodNamed(name);
    this.#moods.set(name, mood);
    return mood;
  }
}
