import type { Channel } from '../contracts/channel.ts';
import { ANY_MODEL } from '../contracts/constants.ts';
import { splitUrl } from '../core/upstream-url.ts';
import type { Clock } from '../proxy/clock.ts';
import type { PriceQuestion } from '../metering/prices/catalogue.ts';
import type { ChannelBook } from '../state/channel-book.ts';

/** After a start or a change: the first requests come before it. */
const AFTER_MS = 3000;

/** A channel may list hundreds of models; most are never asked for. */
const MAX_AHEAD = 1000;

type Learn = (question: PriceQuestion) => Promise<unknown> | null;

/** Looks up the prices of the models that channels name, so that no request finds them unknown. */
export class PriceAhead {
  readonly #channels: Pick<ChannelBook, 'all' | 'subscribe'>;
  readonly #learn: Learn;
  readonly #clock: Clock;
  #cancel: () => void = noop;
  #unsubscribe: () => void = noop;

  constructor(channels: Pick<ChannelBook, 'all' | 'subscribe'>, learn: Learn, clock: Clock) {
    this.#channels = channels;
    this.#learn = learn;
    this.#clock = clock;
  }

  start(): void {
    this.#unsubscribe = this.#channels.subscribe(() => {
      this.#plan();
    });
    this.#plan();
  }

  stop(): void {
    this.#unsubscribe();
    this.#cancel();
  }

  #plan(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(AFTER_MS, () => {
      const at = this.#clock.now();
      for (const one of namedModels(this.#channels.all())) {
        // Whoever needs the price asks again, and hears of a failure.
        this.#learn({ ...one, at })?.catch(noop);
      }
    });
  }
}

type Named = Pick<PriceQuestion, 'model' | 'origin'>;

/** The names that upstreams are sent, at these upstreams and – for what is reserved beforehand – at any. */
export function namedModels(channels: readonly Channel[]): readonly Named[] {
  const found = new Map<string, Named>();
  for (const channel of channels) {
    if (!channel.isEnabled) continue;
    const origins = new Set([...channel.urls.map(({ url }) => splitUrl(url).origin), null]);
    for (const model of sentNames(channel)) {
      for (const origin of origins) {
        if (found.size < MAX_AHEAD) found.set(`${origin ?? ''} ${model}`, { model, origin });
      }
    }
  }
  return [...found.values()];
}

function sentNames({ models, modelOverride }: Channel): readonly string[] {
  if (modelOverride !== null) return [modelOverride];
  const enabled = models.filter((one) => one.isEnabled);
  return enabled
    .flatMap(({ name, upstreamNames }) => (upstreamNames.length > 0 ? upstreamNames : [name]))
    .filter((name) => !name.includes(ANY_MODEL));
}

function noop(): void {
  // Nothing is planned, or nobody needs to know.
}
