import { z } from 'zod';
import {
  channelGuessSchema,
  channelPresetSchema,
  pastedTextSchema,
} from '../contracts/channel-guess.schema.ts';
import { guessChannels } from '../core/guess-channel/guess.ts';
import { CHANNEL_PRESETS } from '../core/guess-channel/vendors.ts';
import type { AdminApp } from './deps.ts';
import { addEndpoint } from './endpoint.ts';

/** Channels that can be added without looking anything up. */
export function addChannelPresetRoutes(app: AdminApp): void {
  addEndpoint(app, {
    method: 'get',
    path: '/admin/channel-presets',
    summary: 'Known vendors: send the channel of one, with a key, to POST /admin/channels.',
    answer: z.array(channelPresetSchema).readonly(),
    handle: () => CHANNEL_PRESETS,
  });

  addEndpoint(app, {
    method: 'post',
    path: '/admin/channels/guess',
    summary:
      'Understand a pasted text: keys, lines of a shell, JSON, a curl command, a `ccload://` link. Nothing is stored.',
    body: pastedTextSchema,
    answer: z.array(channelGuessSchema).readonly(),
    handle: ({ body }) => guessChannels(body.text),
  });
}
