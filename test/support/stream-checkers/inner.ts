import type { InnerEvent, StartedPart } from '../../../main/core/convert/inner/answer.ts';
import { Faults, isName } from './checked.ts';

/** Holds the events of a reader against what readers promise to writers (inner/answer.ts). */
export function innerFaults(events: readonly InnerEvent[]): readonly string[] {
  const faults = new Faults();
  const expect = faults.expect.bind(faults);
  let state: 'new' | 'open' | 'stopped' | 'over' = 'new';
  let part: StartedPart | null = null;
  for (const event of events) {
    expect(state !== 'over', 'nothing comes behind the end');
    const isOutside = event.kind === 'start' || event.kind === 'error' || event.kind === 'ping';
    expect(state !== 'new' || isOutside, 'start comes first');
    switch (event.kind) {
      case 'start':
        expect(state === 'new', 'start comes once');
        state = 'open';
        break;
      case 'partStart':
        expect(part === null, 'one part is open');
        expect(state === 'open', 'no part comes behind stop');
        part = event.part;
        if (part.kind === 'toolCall') expect(isName(part.id), 'a call has its id');
        break;
      case 'delta':
        expect(event.text !== '', 'no piece is empty');
        expect(part !== null, 'a piece stands in a part');
        break;
      case 'citation':
        expect(part?.kind === 'text', 'a citation stands in a text');
        break;
      case 'partEnd':
        expect(part !== null, 'what ends has begun');
        part = null;
        break;
      case 'stop':
        expect(state === 'open' && part === null, 'stop comes once, behind the last part');
        state = 'stopped';
        break;
      case 'end':
        expect(state === 'stopped', 'end comes behind stop');
        state = 'over';
        break;
      case 'error':
        state = 'over';
        break;
      case 'usage':
      case 'ping':
        break;
    }
    faults.at++;
  }
  expect(state === 'over', 'the stream ends');
  return faults.list();
}
