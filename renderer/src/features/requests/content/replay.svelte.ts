import type { ReplayPlan, ReplayResult } from '#contracts/capture';
import type { AdminClient } from '../../../api/admin-client.ts';
import type { Answer, Problem } from '../../../api/problem.ts';

export type Replayed = Extract<ReplayResult, { isSent: true }>;

/** A captured request on its way to another channel: asked for first, and sent only when that is confirmed. */
export class Replay {
  readonly #client: AdminClient;
  readonly #requestId: string;
  #plan = $state.raw<ReplayPlan | null>(null);
  #result = $state.raw<Replayed | null>(null);
  #problem = $state.raw<Problem | null>(null);
  #isSending = $state(false);

  constructor(client: AdminClient, requestId: string) {
    this.#client = client;
    this.#requestId = requestId;
  }

  /** What would be sent; null before it was asked for, and after it was sent. */
  get plan(): ReplayPlan | null {
    return this.#plan;
  }

  get result(): Replayed | null {
    return this.#result;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  get isSending(): boolean {
    return this.#isSending;
  }

  async ask(channelId: number, attempt: number): Promise<void> {
    this.#result = null;
    const answer = await this.#send({ channelId, attempt, confirm: false });
    if (answer?.ok === true) this.#plan = answer.data.plan;
  }

  async confirm(channelId: number, attempt: number): Promise<void> {
    const answer = await this.#send({ channelId, attempt, confirm: true });
    if (answer?.ok !== true || !answer.data.isSent) return;
    this.#plan = null;
    this.#result = answer.data;
  }

  /** Another channel was chosen, or none. */
  forget(): void {
    this.#plan = null;
    this.#problem = null;
  }

  async #send(order: {
    channelId: number;
    attempt: number;
    confirm: boolean;
  }): Promise<Answer<ReplayResult> | null> {
    if (this.#isSending) return null;
    this.#isSending = true;
    this.#problem = null;
    const path = `/admin/requests/${encodeURIComponent(this.#requestId)}/replay`;
    const answer = await this.#client.send<ReplayResult>('POST', path, order);
    this.#isSending = false;
    if (!answer.ok) this.#problem = answer.problem;
    return answer;
  }
}
