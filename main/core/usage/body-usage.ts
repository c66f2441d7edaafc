import { scanBeginning } from '../json-members.ts';
import type { OnSighting } from './event-usage.ts';
import { KeptBytes } from './kept-bytes.ts';
import { sightingAt, sightingIn, type Sighting } from './sighting.ts';
import { sightingAtEnd, sightingInTail } from './tail-sighting.ts';

/** Of a larger body the beginning and the end are looked at first: nearly always that is enough. */
const LARGE_BYTES = 512;
const END_BYTES = 4 * 1024;

/** Reads a body that is one JSON object. It is looked at when somebody asks, whole or as far as it came. */
export class BodyUsage {
  readonly #report: OnSighting;
  readonly #body = new KeptBytes();

  constructor(report: OnSighting) {
    this.#report = report;
  }

  see(bytes: Uint8Array): void {
    this.#body.add(bytes);
  }

  seeRest(): void {
    const { head, tail } = this.#body.read();
    if (tail === null) {
      this.#report(sightingOfBody(head));
      return;
    }
    this.#report(beginningOf(head));
    const sighting = sightingInTail(tail);
    if (sighting !== null) this.#report(sighting);
  }
}

function sightingOfBody(body: Uint8Array): Sighting {
  if (body.length <= LARGE_BYTES) return sightingAt(body, 0, body.length) ?? beginningOf(body);
  const end = sightingAtEnd(body.subarray(-END_BYTES));
  if (end !== null) {
    const model = end.model ?? beginningOf(body.subarray(0, LARGE_BYTES)).model;
    if (model !== null) return { ...end, model };
  }
  return beginningOf(body);
}

/** What a body says as far as it goes. */
function beginningOf(body: Uint8Array): Sighting {
  return sightingIn(body, scanBeginning(body, 0, body.length).members);
}
