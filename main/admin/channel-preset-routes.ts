import { z } from 'zod';
import { PROTOCOLS } from '../contracts/constants.ts';
import type { AdminApp } from './deps.ts';
import { addEndpoint } from './endpoint.ts';

const presetSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    /** Can be sent to `POST /admin/channels` as it is. */
    channel: z.object({
      name: z.string(),
      url: z.string(),
      api_key: z.string(),
      models: z.array(z.string()),
      protocols: z.array(z.enum(PROTOCOLS)),
    }),
  })
  .meta({ id: 'ChannelPreset' });

/** Where `npm run chaos` listens unless told otherwise. */
const CHAOS_URL = 'http://127.0.0.1:8790';

const PRESETS: readonly z.infer<typeof presetSchema>[] = [
  {
    name: 'simulated',
    title: 'Simulated upstream of changing moods (start it with "npm run chaos")',
    channel: {
      name: 'Simulated',
      url: CHAOS_URL,
      api_key: 'sk-sim-moody-rough-1',
      models: ['*'],
      protocols: [...PROTOCOLS],
    },
  },
];

/** Channels that can be added without looking anything up. */
export function addChannelPresetRoutes(app: AdminApp): void {
  addEndpoint(app, {
    method: 'get',
    path: '/admin/channel-presets',
    summary: 'Channels to begin with: send the one you want to POST /admin/channels.',
    answer: z.array(presetSchema).readonly(),
    handle: () => PRESETS,
  });
}
