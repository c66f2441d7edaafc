import type { Admission } from './admission.ts';
import type { Call } from './call.ts';
import { channelBars } from './channel-limits.ts';
import type { ProxyDeps } from './deps.ts';
import type { Candidate } from '../core/select.ts';
import type { Preferred } from '../core/affinity/prefer.ts';
import type { RequestCapture } from './capture/request-capture.ts';
import { ConversationPlace } from './conversation-place.ts';
import { EarlyHead } from './early-head.ts';
import { Ledger } from './ledger.ts';
import type { BarredBy } from './outlook.ts';

/** One admitted request on its way: what came, what is kept of it, and what its client was sent so far. */
export class Run {
  readonly call: Call;
  readonly admission: Admission;
  readonly early: EarlyHead;
  readonly ledger: Ledger;
  readonly place: ConversationPlace;
  /** Null as long as nobody wants to see the request. */
  capture: RequestCapture | null = null;
  readonly #deps: ProxyDeps;

  constructor(call: Call, admission: Admission, deps: ProxyDeps) {
    this.call = call;
    this.admission = admission;
    this.#deps = deps;
    this.early = new EarlyHead(call, admission, deps);
    this.place = new ConversationPlace(call, admission, deps);
    this.ledger = new Ledger(this, deps);
  }

  get preferred(): readonly Preferred[] {
    return this.place.preferred;
  }

  chosen(candidate: Candidate): void {
    this.place.chosen(candidate);
  }

  /** As limits stand at this moment. */
  get barredBy(): BarredBy | null {
    return channelBars(this.admission, this.#deps);
  }
}
