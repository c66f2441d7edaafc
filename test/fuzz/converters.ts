/**
 * `npm run fuzz -- [--events 1000000] [--only anthropic:gemini]`: feeds every stream converter that many generated events,
 * broken ones among them, holds what comes out against the checker of its protocol, and watches the memory in two ways:
 * over many streams, and over one that does not end.
 */
import { parseArgs } from 'node:util';
import type { Protocol } from '../../main/contracts/protocol.ts';
import { fuzz } from '../support/convert/fuzz.ts';
import { RENDER } from '../support/convert/render.ts';
import { endlessStreamGrowth } from './endless-stream.ts';

const PROTOCOLS = Object.keys(RENDER) as Protocol[];

/** What the heap may have grown by between a quarter of the way and its end. */
const MAX_GROWTH_BYTES = 2 * 1024 * 1024;

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, only: { type: 'string' } },
});
const events = Number(values.events);
let isGood = Number.isInteger(events) && events > 0;
if (!isGood) console.error('--events must be a whole number above 0.');

for (const upstream of isGood ? PROTOCOLS : []) {
  for (const client of PROTOCOLS) {
    const isAsked = values.only === undefined || values.only === `${upstream}:${client}`;
    if (upstream === client || !isAsked) continue;
    isGood = runOne(upstream, client) && isGood;
  }
}
process.exitCode = isGood ? 0 : 1;

function runOne(upstream: Protocol, client: Protocol): boolean {
  const started = performance.now();
  let early = 0;
  const failures = fuzz({
    upstream,
    client,
    events,
    onProgress: (done) => {
      if (early === 0 && done >= events / 4) early = heapBytes();
    },
  });
  const growth = early === 0 ? 0 : heapBytes() - early;
  const endless = endlessStreamGrowth(upstream, client, heapBytes);
  const seconds = (performance.now() - started) / 1000;
  const faults = [
    ...failures,
    ...(growth > MAX_GROWTH_BYTES ? [`the heap grew by ${inKiB(growth)}`] : []),
    ...(endless.isTooMuch ? [`an endless stream holds ${inKiB(endless.bytes)}`] : []),
  ];
  const verdict = faults.length === 0 ? 'good' : 'BAD';
  console.log(
    `${verdict}  ${upstream} → ${client}: ${String(events)} events in ${seconds.toFixed(1)} s, ` +
      `heap ${inKiB(growth)}, held by an endless stream ${inKiB(endless.bytes)}`,
  );
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length === 0;
}

/** What is held after everything else has been collected. */
function heapBytes(): number {
  if (globalThis.gc === undefined)
    throw new Error('Run it with --expose-gc, as npm run fuzz does.');
  void globalThis.gc();
  void globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function inKiB(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}
