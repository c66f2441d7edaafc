import type { ChannelView } from '#contracts/channel';
import { ANY_MODEL } from '#contracts/constants';
import type { ExplainedRank, RouteExplanation } from '#contracts/route-explanation';
import type { AdminClient } from '../../../api/admin-client.ts';

/** What is left of a channel's priority by the health score. Asked of whoever decides: the explainer of routes. */
export class EffectivePriority {
  readonly #client: AdminClient;
  #turn = 0;
  #rank = $state.raw<ExplainedRank | null>(null);

  constructor(client: AdminClient) {
    this.#client = client;
  }

  /** Null while nobody knows. */
  get rank(): ExplainedRank | null {
    return this.#rank;
  }

  forget(): void {
    this.#turn += 1;
    this.#rank = null;
  }

  async load(channel: ChannelView): Promise<void> {
    this.forget();
    const turn = this.#turn;
    const answer = await this.#client.send<RouteExplanation>(
      'POST',
      '/admin/route/explain',
      questionFor(channel),
    );
    if (turn !== this.#turn || !answer.ok) return;
    this.#rank = answer.data.channels.find((one) => one.channelId === channel.id)?.rank ?? null;
  }
}

/** A request that the channel could serve. */
function questionFor({ protocols, models }: ChannelView) {
  const model =
    models.find(({ name, isEnabled }) => isEnabled && name !== ANY_MODEL)?.name ?? 'any';
  const [protocol = 'anthropic'] = protocols;
  const paths = {
    anthropic: '/v1/messages',
    'openai-chat': '/v1/chat/completions',
    'openai-responses': '/v1/responses',
    gemini: `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
  };
  return { path: paths[protocol], body: { model } };
}
