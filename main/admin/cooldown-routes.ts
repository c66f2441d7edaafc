import { z } from 'zod';
import {
  cooldownDurationSchema,
  cooldownInputSchema,
  cooldownPartSchema,
  cooldownPresetSchema,
  cooldownViewSchema,
  presetNameSchema,
  type CooldownPart,
} from '../contracts/cooldown.schema.ts';
import type { ChannelId, KeyId } from '../contracts/channel.ts';
import type { CooldownScope, CooldownView } from '../contracts/cooldown.ts';
import { keyIdTextSchema } from '../contracts/ids.schema.ts';
import type { SettingName } from '../contracts/settings.ts';
import { settingViewSchema } from '../contracts/settings.schema.ts';
import { AppError } from '../core/app-error.ts';
import { COOLDOWN_PRESETS } from '../state/cooldown-presets.ts';
import { channelInPath, findChannel } from './channel-routes.ts';
import type { Configuration } from './configuration.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';
import { invalidRequest } from './field-errors.ts';
import { settingViewsNow } from './setting-routes.ts';

const PATH = '/admin/cooldowns';
const CHANNEL_PATH = '/admin/channels/{id}';

const views = z.array(cooldownViewSchema).readonly();
const keyInPath = channelInPath.extend({ keyId: keyIdTextSchema });
const presetInPath = z.object({ name: presetNameSchema });

/** Who cools down until when, and what a person can do about it. Each call answers what cools then. */
export function addCooldownRoutes(
  app: AdminApp,
  deps: AdminDeps,
  configuration: Configuration,
): void {
  const { cooldowns } = deps;
  if (cooldowns === undefined) return;

  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'Everything that cools down, or waits for a trial.',
    answer: views,
    handle: () => cooldowns.list(),
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/clear`,
    summary: 'Forget all cooldowns.',
    answer: views,
    handle: () => {
      cooldowns.clearAll();
      return cooldowns.list();
    },
  });

  addChannelCooldownRoutes(app, deps, cooldowns);
  addKeyCooldownRoutes(app, deps, cooldowns);
  addPresetRoutes(app, deps, configuration);
}

type Cooldowns = NonNullable<AdminDeps['cooldowns']>;

function addChannelCooldownRoutes(app: AdminApp, deps: AdminDeps, cooldowns: Cooldowns): void {
  const path = `${CHANNEL_PATH}/cooldown`;

  addEndpoint(app, {
    method: 'post',
    path,
    summary: 'Cool a channel down for a while, or one of its keys, URLs or models.',
    params: channelInPath,
    body: cooldownInputSchema,
    answer: views,
    handle: ({ params, body }) => {
      const scope = scopeIn(deps, params.id, body) ?? { kind: 'channel', channelId: params.id };
      cooldowns.cool(scope, deps.now() + body.duration_ms);
      return viewsOf(cooldowns, params.id);
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: `${path}/clear`,
    summary: 'Forget the cooldown of a key, URL or model; with `{}` all of the channel.',
    params: channelInPath,
    body: cooldownPartSchema,
    answer: views,
    handle: ({ params, body }) => {
      const scope = scopeIn(deps, params.id, body);
      if (scope === null) cooldowns.clearChannel(params.id);
      else cooldowns.clear(scope);
      return viewsOf(cooldowns, params.id);
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: `${path}/try-now`,
    summary: 'Let the next request try a key, URL or model; with `{}` all of the channel.',
    params: channelInPath,
    body: cooldownPartSchema,
    answer: views,
    handle: ({ params, body }) => {
      const scope = scopeIn(deps, params.id, body);
      if (scope === null) cooldowns.tryChannelNow(params.id);
      else cooldowns.tryNow(scope);
      return viewsOf(cooldowns, params.id);
    },
  });
}

/** The seeds' calls for one key name it in the path. */
function addKeyCooldownRoutes(app: AdminApp, deps: AdminDeps, cooldowns: Cooldowns): void {
  const path = `${CHANNEL_PATH}/keys/{keyId}/cooldown`;

  addEndpoint(app, {
    method: 'post',
    path,
    summary: 'Cool a key down for a while.',
    params: keyInPath,
    body: cooldownDurationSchema,
    answer: views,
    handle: ({ params, body }) => {
      cooldowns.cool(keyScope(deps, params.id, params.keyId), deps.now() + body.duration_ms);
      return viewsOf(cooldowns, params.id);
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: `${path}/clear`,
    summary: 'Forget the cooldown of a key.',
    params: keyInPath,
    answer: views,
    handle: ({ params }) => {
      cooldowns.clear(keyScope(deps, params.id, params.keyId));
      return viewsOf(cooldowns, params.id);
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: `${path}/try-now`,
    summary: 'Let the next request try a key that cools down.',
    params: keyInPath,
    answer: views,
    handle: ({ params }) => {
      cooldowns.tryNow(keyScope(deps, params.id, params.keyId));
      return viewsOf(cooldowns, params.id);
    },
  });
}

function addPresetRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  addEndpoint(app, {
    method: 'get',
    path: `${PATH}/presets`,
    summary: 'Sets of cooldown settings that can be applied in one step.',
    answer: z.array(cooldownPresetSchema).readonly(),
    handle: () => COOLDOWN_PRESETS,
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/presets/{name}`,
    summary: 'Apply a preset. Settings fixed by the environment stay as they are.',
    params: presetInPath,
    answer: z.array(settingViewSchema).readonly(),
    handle: async ({ params }) => {
      const { settings } = deps.books;
      const preset = COOLDOWN_PRESETS.find(({ name }) => name === params.name);
      // Stored beneath a variable, a value would come into force when the variable goes, unasked.
      const values = Object.entries(preset?.settings ?? {}).filter(
        ([name]) => settings.lockedBy(name as SettingName) === null,
      );
      await configuration.changeSettings(() =>
        deps.store.settings.writeMany(Object.fromEntries(values)),
      );
      return settingViewsNow(deps);
    },
  });
}

function viewsOf(cooldowns: Cooldowns, channelId: ChannelId): readonly CooldownView[] {
  return cooldowns.list().filter(({ scope }) => scope.channelId === channelId);
}

/**
 * The part of the channel that is meant; null for the channel as a whole.
 *
 * @throws AppError when there is no such channel, key or URL
 */
function scopeIn(deps: AdminDeps, channelId: ChannelId, part: CooldownPart): CooldownScope | null {
  const channel = findChannel(deps, channelId);
  if (part.key_id !== undefined) return keyScope(deps, channelId, part.key_id);
  if (part.url_id !== undefined) {
    const urlId = part.url_id;
    if (!channel.urls.some((url) => url.id === urlId)) {
      throw invalidRequest({ url_id: 'is not a URL of this channel' });
    }
    return { kind: 'url', channelId, urlId };
  }
  return part.model === undefined ? null : { kind: 'model', channelId, model: part.model };
}

/** @throws AppError when there is no such channel or key */
function keyScope(deps: AdminDeps, channelId: ChannelId, keyId: KeyId): CooldownScope {
  if (!findChannel(deps, channelId).keys.some((key) => key.id === keyId)) {
    throw new AppError('channel.key-not-found', 'There is no such key in this channel.');
  }
  return { kind: 'key', channelId, keyId };
}
