import type { Admission } from './admit.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';
import { EarlyHead } from './early-head.ts';
import { Ledger } from './ledger.ts';

/** One admitted request on its way: what came, what is kept of it, and what its client was sent so far. */
export class Run {
  readonly call: Call;
  readonly admission: Admission;
  readonly early: EarlyHead;
  readonly ledger: Ledger;

  constructor(call: Call, admission: Admission, deps: ProxyDeps) {
    this.call = call;
    this.admission = admission;
    this.early = new EarlyHead(call, admission, deps);
    this.ledger = new Ledger(call, admission, this.early, deps);
  }
}
