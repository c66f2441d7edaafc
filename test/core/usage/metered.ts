import type { Protocol } from '../../../main/contracts/protocol.ts';
import type { Usage } from '../../../main/contracts/usage.ts';
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

/** A stream of these events. */
export function stream(...events: readonly object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
}
