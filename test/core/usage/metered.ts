import type { Protocol } from '../../../main/contracts/protocol.ts';
import type { Usage } from '../../../main/contracts/usage.ts';
import { NO_COUNTS } from '../../../main/core/usage/counts.ts';
import { UsageMeter } from '../../../main/core/usage/usage-meter.ts';

/** What a meter makes of an answer that comes in these pieces. */
export function metered(
  protocol: Protocol,
  ...pieces: readonly (string | Uint8Array)[]
): Usage | null {
  const meter = new UsageMeter(protocol);
  for (const piece of pieces) meter.see(typeof piece === 'string' ? Buffer.from(piece) : piece);
  return meter.usage();
}

/** A usage of which only what is named is not nothing. */
export function aUsage(named: Partial<Usage>): Usage {
  return { ...NO_COUNTS, returnedModel: null, isPartial: false, isEstimated: false, ...named };
}

/** A stream of these events. */
export function stream(...events: readonly object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}
