import type { LiveEvent } from '#contracts/live-events';
import type { EventStream } from '../../../renderer/src/api/live.svelte.ts';

/** An event stream that says what the test says. */
export class ScriptedStream implements EventStream {
  onmessage: EventSource['onmessage'] = null;
  onerror: EventSource['onerror'] = null;
  isClosed = false;

  close(): void {
    this.isClosed = true;
  }

  send(event: LiveEvent): void {
    const message = new MessageEvent('message', { data: JSON.stringify(event) });
    this.onmessage?.call(this as unknown as EventSource, message);
  }

  fail(): void {
    this.onerror?.call(this as unknown as EventSource, new Event('error'));
  }
}
