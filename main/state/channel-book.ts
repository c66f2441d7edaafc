import type { Channel, ChannelId } from '../contracts/channel.ts';
import { ANY_MODEL } from '../contracts/constants.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { Settings } from '../contracts/settings.ts';
import { findCandidates, type Candidates } from '../core/candidates.ts';
import { spokenBy } from '../core/conversion/spoken.ts';
import type { ModelRules } from '../core/model-match.ts';
import { Subscribers } from './subscribers.ts';

/** Names of models come from clients: without a bound a stranger could fill the memory with invented ones. */
const MAX_REMEMBERED_DEMANDS = 500;

type RoutingRules = ModelRules & Pick<Settings, 'conversion'>;

/** The channels as they are now. Replaced as a whole after a change; a list once handed out never changes. */
export class ChannelBook {
  #channels: readonly Channel[] = [];
  #byId = new Map<ChannelId, Channel>();
  readonly #candidates = new Map<string, Candidates>();
  #rules: RoutingRules | null = null;
  readonly #subscribers = new Subscribers<void>();

  all(): readonly Channel[] {
    return this.#channels;
  }

  find(id: ChannelId): Channel | undefined {
    return this.#byId.get(id);
  }

  /**
   * The same demand is asked for again and again; its candidates change only with the channels and settings.
   * `convertedFrom`: the client's protocol, where other protocols can say what is asked for.
   */
  candidates(
    accepts: readonly Protocol[],
    model: string | null,
    rules: RoutingRules,
    convertedFrom: Protocol | null = null,
  ): Candidates {
    // The settings are replaced as a whole, so that another object means other rules.
    if (rules !== this.#rules) this.#candidates.clear();
    this.#rules = rules;
    const demand = `${accepts.join()}\n${model ?? ''}\n${convertedFrom === null ? '' : '+'}`;
    let found = this.#candidates.get(demand);
    if (found === undefined) {
      const conversion =
        convertedFrom === null
          ? {}
          : { conversion: { from: convertedFrom, mode: rules.conversion } };
      found = findCandidates(this.#channels, { accepts, model, rules, ...conversion });
      if (this.#candidates.size >= MAX_REMEMBERED_DEMANDS) this.#candidates.clear();
      this.#candidates.set(demand, found);
    }
    return found;
  }

  /** Names of models that some enabled channel offers to clients of the protocol's family, without duplicates. */
  offeredModels(
    protocol: Protocol,
    { conversion }: Pick<Settings, 'conversion'>,
    isPermitted: (channel: Channel) => boolean = () => true,
  ): readonly string[] {
    const family = protocol.split('-')[0] ?? protocol;
    const names = new Set<string>();
    for (const channel of this.#channels) {
      if (!channel.isEnabled || !isPermitted(channel)) continue;
      const isConverted = (channel.overrides.conversion ?? conversion) === 'whenNeeded';
      if (!isConverted && !spokenBy(channel).some((one) => one.startsWith(family))) continue;
      for (const model of channel.models) {
        // A pattern names no model that a client could ask for.
        if (model.isEnabled && !model.name.includes(ANY_MODEL)) names.add(model.name);
      }
    }
    return [...names];
  }

  replaceAll(channels: readonly Channel[]): void {
    this.#channels = channels;
    this.#byId = new Map(channels.map((channel) => [channel.id, channel]));
    this.#candidates.clear();
    this.#subscribers.tell();
  }

  subscribe(listener: () => void): () => void {
    return this.#subscribers.add(listener);
  }
}
