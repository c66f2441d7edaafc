import { ArrayElements } from '../gate/array-elements.ts';
import { encodeUtf8 } from '../utf8.ts';
import type { OnSighting } from './event-usage.ts';
import { sightingAt } from './sighting.ts';

/** Reads a stream that comes as one JSON array, Gemini's other form. */
export class ArrayUsage {
  readonly #report: OnSighting;
  readonly #elements = new ArrayElements();

  constructor(report: OnSighting) {
    this.#report = report;
  }

  see(bytes: Uint8Array): void {
    for (const element of this.#elements.push(bytes)) {
      if (element.kind !== 'event') continue;
      const data = encodeUtf8(element.data);
      const sighting = sightingAt(data, 0, data.length);
      if (sighting !== null) this.#report(sighting);
    }
  }

  /** An element without its end says nothing that the one before did not. */
  seeRest(): void {}
}
