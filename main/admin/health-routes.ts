import { z } from 'zod';
import { healthSchema } from '../contracts/admin-api.schema.ts';
import type { HealthView } from '../contracts/admin-api.ts';
import type { ChannelId } from '../contracts/channel.ts';
import { BALANCINGS } from '../contracts/constants.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';

/** Beside our own fields those of the seed programs, so that their checks go on working. */
const healthAnswerSchema = healthSchema.and(
  z.object({
    total_servers: z.number(),
    available_servers: z.number(),
    load_balancer: z.enum(BALANCINGS),
    fallback: z.boolean(),
    success: z.literal(true),
    data: z.object({ status: z.literal('ok') }),
  }),
);

/** What anybody may ask. Nothing here waits for the database. */
export function addHealthRoutes(app: AdminApp, deps: AdminDeps): void {
  addEndpoint(app, {
    method: 'get',
    path: '/health',
    summary: 'Whether the program runs, and how many channels it has.',
    answer: healthAnswerSchema,
    isFlat: true,
    handle: () => {
      const settings = deps.books.settings.current();
      const channels = deps.books.channels.all();
      const enabled = channels.filter((channel) => channel.isEnabled);
      // Locked keys cannot be used until somebody unlocks them.
      const cooling = coolingChannels(deps);
      const available = enabled.filter(
        (channel) =>
          !cooling.has(channel.id) &&
          channel.keys.some((key) => key.isEnabled && key.secret !== null),
      );
      // A fresh installation has no channels and nothing is wrong with it.
      const status: HealthView['status'] =
        channels.length > 0 && available.length === 0 ? 'degraded' : 'ok';
      return {
        status,
        version: deps.config.version,
        time: new Date(deps.now()).toISOString(),
        totalChannels: channels.length,
        enabledChannels: enabled.length,
        inFlight: deps.books.inFlight.size,
        total_servers: channels.length,
        available_servers: available.length,
        load_balancer: settings.balancing,
        fallback: settings.isFailoverEnabled,
        success: true as const,
        data: { status: 'ok' as const },
      };
    },
  });

  addEndpoint(app, {
    method: 'get',
    path: '/public/version',
    summary: 'The version.',
    answer: z.object({ version: z.string() }),
    handle: () => ({ version: deps.config.version }),
  });
}

function coolingChannels(deps: AdminDeps): ReadonlySet<ChannelId> {
  const open = (deps.cooldowns?.list() ?? []).filter(
    ({ scope, state }) => scope.kind === 'channel' && state === 'open',
  );
  return new Set(open.map(({ scope }) => scope.channelId));
}
