import { describe, expect, it } from 'vitest';
import { cooldownLengths } from '../../../main/core/availability/rules.ts';
import { checkMeaning } from '../../../main/core/checks/meaning.ts';
import { classify } from '../../../main/core/classify.ts';
import type { OutcomeFacts } from '../../../main/core/outcome.ts';
import { DEFAULT_SETTINGS } from '../../../main/state/default-settings.ts';

const REFUSED: OutcomeFacts = { kind: 'unreachable', cause: 'refused', detail: '' };
const SILENT: OutcomeFacts = { kind: 'timedOut', phase: 'total', afterMs: 1 };
const HTML: OutcomeFacts = { kind: 'unproven', status: 200, flaw: 'html' };

function answered(status: number): OutcomeFacts {
  return { kind: 'answered', status };
}

describe('checkMeaning', () => {
  it.each([
    ['head', answered(200), true, null, 'reached'],
    ['head', answered(401), true, null, 'reached'],
    ['head', answered(404), true, null, 'reached'],
    ['head', answered(429), true, null, 'reached'],
    ['head', answered(502), false, 'channel', null],
    ['head', REFUSED, false, 'url', null],
    ['head', SILENT, false, 'channel', null],
    ['models', answered(200), true, null, 'listed'],
    ['models', answered(401), false, 'key', 'reached'],
    ['models', answered(429), false, 'key', 'reached'],
    ['models', answered(404), true, null, 'reached'],
    ['models', answered(405), true, null, 'reached'],
    ['models', answered(301), true, null, 'reached'],
    ['models', answered(503), false, 'channel', null],
    ['models', HTML, false, 'channel', null],
    ['models', REFUSED, false, 'url', null],
    ['message', answered(200), true, null, 'answered'],
    ['message', answered(401), false, 'key', null],
    ['message', answered(500), false, 'model', null],
    ['message', answered(400), false, null, null],
    ['message', HTML, false, 'model', null],
  ] as const)('%s, %j: ok %s, charged to %s, proof %s', (kind, outcome, isOk, blame, proof) => {
    const evidence = { protocol: 'anthropic', now: 0, utcOffsetMs: 0, text: '' } as const;
    const lengths = cooldownLengths(DEFAULT_SETTINGS);
    const verdict = classify({ ...evidence, outcome, header: () => undefined }, lengths);
    const meaning = checkMeaning(kind, outcome, verdict);
    expect([meaning.isOk, meaning.charge?.blame ?? null, meaning.proof]).toEqual([
      isOk,
      blame,
      proof,
    ]);
  });
});
