import { scanBeginning } from '../json-members.ts';
import type { OnSighting } from './event-usage.ts';
import { KeptBytes } from './kept-bytes.ts';
import { sightingIn } from './sighting.ts';
import { sightingInTail } from './tail-sighting.ts';

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
    this.#report(sightingIn(head, scanBeginning(head, 0, head.length).members));
    const sighting = tail === null ? null : sightingInTail(tail);
    if (sighting !== null) this.#report(sighting);
  }
}
