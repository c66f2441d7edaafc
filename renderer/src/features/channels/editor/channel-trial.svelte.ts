import type { ChannelTestResult, ModelFetchResult } from '#contracts/admin-api';
import type { ChannelId } from '#contracts/channel';
import type { AdminClient } from '../../../api/admin-client.ts';
import type { Answer, Problem } from '../../../api/problem.ts';
import type { ChannelInputValues } from './channel-values.ts';

/** How far a try of the edited channel has come. */
export type TrialState =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly what: 'check' | 'call' }
  | { readonly kind: 'check'; readonly result: ModelFetchResult; readonly ms: number }
  | { readonly kind: 'call'; readonly result: ChannelTestResult }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** A trial waits for the upstream, however slow that is. */
const PATIENCE_MS = 180_000;

/** Tries of a channel as it stands in the editor. Nothing of them is kept, and no cooldown comes of them. */
export class ChannelTrial {
  readonly #client: AdminClient;
  /** An answer to an earlier try comes too late. */
  #turn = 0;
  #state = $state.raw<TrialState>({ kind: 'none' });

  constructor(client: AdminClient) {
    this.#client = client;
  }

  get state(): TrialState {
    return this.#state;
  }

  /** The models that the upstream has listed; null when it has not. */
  get models(): readonly string[] | null {
    return this.#state.kind === 'check' && this.#state.result.isOk
      ? this.#state.result.models
      : null;
  }

  forget(): void {
    this.#turn += 1;
    this.#state = { kind: 'none' };
  }

  /** Reaches the upstream, shows it the key, and asks for its models. It costs nothing. */
  check(channel: ChannelInputValues, channelId: ChannelId | null): Promise<Problem | null> {
    const began = performance.now();
    return this.#run<ModelFetchResult>(
      'check',
      '/admin/channels/models/fetch',
      bodyOf(channel, channelId),
      (result) => ({ kind: 'check', result, ms: performance.now() - began }),
    );
  }

  /** A request for one token, which is paid for. */
  call(
    channel: ChannelInputValues,
    channelId: ChannelId | null,
    asked: { readonly model: string | null; readonly isStreaming: boolean },
  ): Promise<Problem | null> {
    return this.#run<ChannelTestResult>(
      'call',
      '/admin/channels/test',
      { ...bodyOf(channel, channelId), ...asked },
      (result) => ({ kind: 'call', result }),
    );
  }

  async #run<T>(
    what: 'check' | 'call',
    path: string,
    body: unknown,
    stateOf: (result: T) => TrialState,
  ): Promise<Problem | null> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#state = { kind: 'running', what };
    const answer: Answer<T> = await this.#client.send<T>('POST', path, body, PATIENCE_MS);
    if (turn !== this.#turn) return null;
    this.#state = answer.ok ? stateOf(answer.data) : { kind: 'problem', problem: answer.problem };
    return answer.ok ? null : answer.problem;
  }
}

/** What is not filled in yet is left to the server, which needs neither for a try. */
function bodyOf({ name, models, ...rest }: ChannelInputValues, channelId: ChannelId | null) {
  const channel = {
    ...rest,
    ...(name === '' ? {} : { name }),
    ...(models.length === 0 ? {} : { models }),
  };
  return channelId === null ? { channel } : { channel, channelId };
}
