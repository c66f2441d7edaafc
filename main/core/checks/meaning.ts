import type { ChannelChecks } from '../../contracts/checks.ts';
import { isServerFault, type Verdict } from '../classify.ts';
import type { OutcomeFacts } from '../outcome.ts';
import type { Proof } from './proof.ts';

export type CheckMeaning = {
  readonly isOk: boolean;
  /** What is charged for it; null when nobody is. */
  readonly charge: Verdict | null;
  readonly proof: Proof | null;
};

/**
 * What came of a check. The verdict is the one any attempt would get; but an upstream without a list of models, or one that
 * does not like HEAD, is there all the same.
 */
export function checkMeaning(
  kind: ChannelChecks['kind'],
  outcome: OutcomeFacts,
  verdict: Verdict,
): CheckMeaning {
  if (kind === 'message') {
    const isOk = outcome.kind === 'answered' && outcome.status < 300;
    return { isOk, charge: isOk ? null : charged(verdict), proof: isOk ? 'answered' : null };
  }
  if (outcome.kind !== 'answered' || isServerFault(outcome.status)) {
    return { isOk: false, charge: charged(withoutModel(verdict)), proof: null };
  }
  if (kind === 'head') return { isOk: true, charge: null, proof: 'reached' };
  if (outcome.status < 300) return { isOk: true, charge: null, proof: 'listed' };
  const isRefused = verdict.blame === 'key' || verdict.reason === 'account';
  return { isOk: !isRefused, charge: isRefused ? verdict : null, proof: 'reached' };
}

/** No model was asked, so what would be charged to one is the channel's. */
function withoutModel(verdict: Verdict): Verdict {
  return verdict.blame === 'model' ? { ...verdict, blame: 'channel' } : verdict;
}

function charged(verdict: Verdict): Verdict | null {
  return verdict.blame === 'nobody' || verdict.blame === 'client' ? null : verdict;
}
