import { z } from 'zod';
import { AppError } from '../core/app-error.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { LiveStreams } from './live-stream.ts';
import type { Sessions } from './sessions.ts';

/** Streams at once. A person has a few tabs; each stream holds up to 1 MiB. */
const MAX_STREAMS = 64;
/** Reverse proxies give up on a quiet connection after 30 to 60 s. */
const HEARTBEAT_MS = 15_000;

const PATH = '/admin/events';

type EventStreams = {
  /** Ends every open one. */
  readonly close: () => void;
  readonly count: () => number;
};

/** Adds the event stream. */
export function addEventRoutes(app: AdminApp, deps: AdminDeps, sessions: Sessions): EventStreams {
  const streams = new LiveStreams(deps);
  // One timer for all streams, and none while nobody watches.
  let heartbeat: NodeJS.Timeout | null = null;

  app.openAPIRegistry.registerPath({
    method: 'get',
    path: PATH,
    summary: 'Live events as server-sent events: a snapshot, then what changes.',
    tags: ['events'],
    security: [{ session: [] }],
    responses: {
      200: {
        description: 'Open until closed.',
        content: { 'text/event-stream': { schema: z.string() } },
      },
    },
  });

  app.get(PATH, (c) => {
    c.header('Content-Type', 'text/event-stream; charset=utf-8');
    // A HEAD is answered by the same handler, and nobody would ever read or close its stream.
    if (c.req.method === 'HEAD') return c.body(null);
    if (streams.size >= MAX_STREAMS) {
      throw new AppError('events.too-many', 'Too many event streams are open.');
    }
    heartbeat ??= setInterval(beat, HEARTBEAT_MS).unref();
    const { hash } = c.get('session');
    // Told to nginx: collecting events into a buffer would defeat them.
    c.header('X-Accel-Buffering', 'no');
    return c.body(streams.open(() => sessions.isLive(hash)));
  });

  return {
    close: () => {
      streams.closeAll();
      stopBeating();
    },
    count: () => streams.size,
  };

  function beat(): void {
    streams.beat();
    if (streams.size === 0) stopBeating();
  }

  function stopBeating(): void {
    if (heartbeat !== null) clearInterval(heartbeat);
    heartbeat = null;
  }
}
