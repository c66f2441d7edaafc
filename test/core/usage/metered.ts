import { expect } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import type { Usage } from '../../../main/contracts/usage.ts';
import { MAX_PARSED_BYTES, parseAnswer } from '../../../main/core/gate/parsed-answer.ts';
import { UsageMeter } from '../../../main/core/usage/usage-meter.ts';

/** What a meter makes of an answer that comes in these pieces. Told what a body is, it must say the same. */
export function metered(
  protocol: Protocol,
  ...pieces: readonly (string | Uint8Array)[]
): Usage | null {
  const meter = new UsageMeter(protocol);
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
  for (const piece of bytes) meter.see(piece);
  const usage = meter.usage();
  const body = Buffer.concat(bytes);
  const parsed = body.length > MAX_PARSED_BYTES ? null : parseAnswer(body.toString('utf8'));
  if (parsed !== null) {
    const other = new UsageMeter(protocol);
    other.seeWhole(parsed);
    expect(other.usage()).toEqual(usage);
  }
  return usage;
}

/** A stream of these events. */
export function stream(...events: readonly object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}
