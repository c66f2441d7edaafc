import type { HealthView } from '#contracts/admin-api';
import type { ClosedRequest, LiveEvent } from '#contracts/live-events';
import type { AdminClient } from '../../api/admin-client.ts';
import { LiveStream, type EventStream } from '../../api/live.svelte.ts';
import { Loaded } from '../../api/loaded.svelte.ts';
import { Clock } from '../../ui/clock.svelte.ts';
import { Timers } from '../../ui/timers.ts';
import { ChannelList } from '../channels/channel-list.svelte.ts';
import { FailureNotice } from '../in-flight/failure-notice.svelte.ts';
import { InFlightList } from '../in-flight/in-flight-list.svelte.ts';
import { RecordList } from '../records/record-list.svelte.ts';

/** Everything a logged-in person sees: joins the live stream to the lists it keeps true. */
export class StatusPage {
  readonly clock = new Clock();
  readonly live: LiveStream;
  readonly inFlight: InFlightList;
  readonly channels: ChannelList;
  readonly records: RecordList;
  readonly failures: FailureNotice;
  readonly health: Loaded<HealthView>;
  /** Read only when somebody wants to see the lines it belongs into. */
  readonly localToken: Loaded<string>;
  readonly #timers = new Timers();
  #hadSnapshot = false;

  constructor(client: AdminClient, openStream: () => EventStream) {
    const { after } = this.#timers;
    this.localToken = new Loaded(() => client.localToken());
    this.health = new Loaded(() => client.health());
    this.channels = new ChannelList(client);
    this.records = new RecordList(client, after);
    this.failures = new FailureNotice(after);
    this.inFlight = new InFlightList({
      after,
      now: () => Date.now() + this.live.aheadMs,
      cancel: async (id) => {
        const answer = await client.cancelRequest(id);
        return answer.ok ? null : answer.problem;
      },
    });
    this.live = new LiveStream(
      {
        open: openStream,
        after,
        now: () => Date.now(),
        // Any call will do: a 401 ends the session, everything else is the stream's to sort out.
        onBroken: () => void client.inFlight(),
      },
      (event) => {
        this.#take(event);
      },
    );
  }

  /** The server's present, at the pace of the clock on the screen. */
  get now(): number {
    return this.clock.now + this.live.aheadMs;
  }

  /** May the person change something? Not while nobody would hear it. */
  get canWrite(): boolean {
    return this.live.state !== 'lost';
  }

  load(): void {
    void this.health.load();
    void this.channels.load();
    void this.records.showNewest();
  }

  /** Ends everything that would go on by itself. */
  stop(): void {
    this.live.setVisible(false);
    this.#timers.stop();
  }

  #take(event: LiveEvent): void {
    switch (event.kind) {
      case 'snapshot':
        this.inFlight.takeSnapshot(event.inFlight);
        // The first one arrives while the lists are being read anyway; a later one ends a gap.
        if (this.#hadSnapshot) this.#catchUp();
        this.#hadSnapshot = true;
        break;
      case 'inFlight':
        for (const closed of event.closed) this.failures.note(closed, this.#modelOf(closed));
        this.inFlight.takeDelta(event.changed, event.closed);
        if (event.closed.length > 0) this.records.noteEnd();
        break;
      case 'changed':
        if (event.what === 'channels') void this.channels.load();
        break;
    }
  }

  #catchUp(): void {
    void this.health.load();
    void this.channels.load();
    this.records.noteEnd();
  }

  #modelOf({ id }: ClosedRequest): string {
    const view = this.inFlight.rows.find((row) => row.id === id)?.view;
    return view?.requestedModel ?? view?.path ?? id;
  }
}
