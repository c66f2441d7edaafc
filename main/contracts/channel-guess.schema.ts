import { z } from 'zod';
import type { ChannelGuess, ChannelPreset } from './channel-guess.ts';
import { GUESS_HINTS, PROTOCOLS } from './constants.ts';

const protocols = z.array(z.enum(PROTOCOLS)).readonly();

const presetChannel = z.object({
  name: z.string(),
  url: z.string(),
  api_key: z.string(),
  models: z.array(z.string()).readonly(),
  protocols,
});

export const channelPresetSchema: z.ZodType<ChannelPreset> = z
  .object({
    name: z.string(),
    title: z.string(),
    channel: presetChannel.meta({ description: 'Can be sent to `POST /admin/channels`.' }),
    endpoints: z.array(z.object({ protocols, url: z.string(), label: z.string() })).readonly(),
    keyPrefixes: z.array(z.string()).readonly(),
    keysUrl: z.string().nullable(),
    docsUrl: z.string().nullable(),
    isLocal: z.boolean(),
  })
  .meta({ id: 'ChannelPreset' });

export const pastedTextSchema = z.strictObject({ text: z.string().max(256 * 1024) });

export const channelGuessSchema: z.ZodType<ChannelGuess> = z
  .object({
    channel: presetChannel,
    preset: z.string().nullable(),
    isVendorStated: z.boolean(),
    keyCount: z.number(),
    missing: z.array(z.enum(['url', 'key'])).readonly(),
    hints: z.array(z.object({ code: z.enum(GUESS_HINTS), text: z.string() })).readonly(),
  })
  .meta({ id: 'ChannelGuess' });
