import {
  classify,
  type CooldownLengths,
  type Evidence,
  type Verdict,
} from '../../main/core/classify.ts';
import type { Flaw, OutcomeFacts } from '../../main/core/outcome.ts';

const HOUR = 3_600_000;
export const now = Date.UTC(2025, 11, 9, 9, 0, 0);
export const lengths: CooldownLengths = {
  authMs: 300_000,
  serverMs: 120_000,
  timeoutMs: 60_000,
  rateLimitMs: 61_000,
  overloadedMs: 10_000,
  unreachableMs: 30_000,
  minMs: 10_000,
  maxMs: 30 * 60_000,
  statedCapMs: 24 * HOUR,
};

export function judge(
  outcome: OutcomeFacts,
  text = '',
  headers: Readonly<Record<string, string>> = {},
): Verdict {
  const evidence: Evidence = {
    outcome,
    protocol: 'anthropic',
    now,
    utcOffsetMs: 2 * HOUR,
    header: (name) => headers[name],
    text,
  };
  return classify(evidence, lengths);
}

export function short(verdict: Verdict): string {
  const { next, blame, reason, firstCooldownMs } = verdict;
  return `${next} ${blame} ${reason} ${String(firstCooldownMs / 1000)}`;
}

export const answered = (status: number): OutcomeFacts => ({ kind: 'answered', status });
export const unproven = (flaw: Flaw): OutcomeFacts => ({ kind: 'unproven', status: 200, flaw });
export const anthropic = (type: string, message = 'boom') =>
  JSON.stringify({ type: 'error', error: { type, message } });
export const openai = (message: string, code: string | number | null = null, type = 'error') =>
  JSON.stringify({ error: { message, type, param: null, code } });
export const gemini = (code: number, status: string, message = 'boom', details: unknown[] = []) =>
  JSON.stringify({ error: { code, message, status, details } });
