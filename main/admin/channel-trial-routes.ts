import { spokenBy } from '../core/conversion/spoken.ts';
import { channelTestResultSchema, modelFetchResultSchema } from '../contracts/admin-api.schema.ts';
import {
  channelTestSchema,
  unsavedChannelTestSchema,
  unsavedModelFetchSchema,
  type ChannelInput,
} from '../contracts/channel.schema.ts';
import { checkResultSchema } from '../contracts/checks.schema.ts';
import type { Channel, ChannelId, KeyId, UrlId, ChannelTrial } from '../contracts/channel.ts';
import type { Protocol } from '../contracts/protocol.ts';
import { changedDraft, newDraft } from './channel-draft.ts';
import { channelInPath, findChannel } from './channel-routes.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';
import { FieldErrors } from './field-errors.ts';
import { unsavedChannel } from './unsaved-channel.ts';

const PATH = '/admin/channels';

/** A trial as it is asked for; the absent and the null mean the same: choose yourself. */
type Asked = {
  readonly keyId?: KeyId | null | undefined;
  readonly urlId?: UrlId | null | undefined;
  readonly model?: string | null | undefined;
  readonly prompt?: string | null | undefined;
  readonly isStreaming?: boolean | undefined;
  readonly protocol?: Protocol | null | undefined;
};

/** Trial requests and model lists, of channels that are saved or only being edited. */
export function addChannelTrialRoutes(app: AdminApp, deps: AdminDeps): void {
  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/test`,
    summary: 'Send a trial request to a channel that is not saved.',
    body: unsavedChannelTestSchema,
    answer: channelTestResultSchema,
    handle: ({ body }) =>
      deps.testChannel(trialOf(edited(deps, body.channel, body.channelId), body)),
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/{id}/test`,
    summary: 'Send a trial request to a channel. It changes no state.',
    params: channelInPath,
    body: channelTestSchema,
    answer: channelTestResultSchema,
    handle: ({ params, body }) => deps.testChannel(trialOf(findChannel(deps, params.id), body)),
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/{id}/check`,
    summary: 'Check a channel now. As any check it may cool something down, or end a cooldown.',
    params: channelInPath,
    answer: checkResultSchema,
    handle: ({ params }) => deps.checkChannel(findChannel(deps, params.id)),
  });

  addModelFetchRoutes(app, deps);
}

/** An upstream that refuses is a result, not an error of this API: the answer is 200 with `isOk: false`. */
function addModelFetchRoutes(app: AdminApp, deps: AdminDeps): void {
  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/models/fetch`,
    summary: 'Ask the upstream of a channel that is not saved for its models.',
    body: unsavedModelFetchSchema,
    answer: modelFetchResultSchema,
    handle: ({ body }) => {
      // The models are what is being asked for, so a draft without any will do.
      const channel = { models: ['*'], ...body.channel };
      return deps.fetchModels(edited(deps, channel, body.channelId));
    },
  });

  // GET is ccLoad's; POST says honestly that something is sent.
  for (const method of ['get', 'post'] as const) {
    addEndpoint(app, {
      method,
      path: `${PATH}/{id}/models/fetch`,
      summary: 'Ask the upstream of a channel for its models.',
      params: channelInPath,
      answer: modelFetchResultSchema,
      handle: ({ params }) => deps.fetchModels(findChannel(deps, params.id)),
    });
  }
}

/** The channel as it stands in the editor. Of one that is saved, fields that are not sent are kept. */
function edited(deps: AdminDeps, input: ChannelInput, id: ChannelId | undefined): Channel {
  const existing = id === undefined ? null : findChannel(deps, id);
  const draft =
    existing === null
      ? newDraft({ ...input, name: input.name ?? 'unsaved' }, deps)
      : changedDraft(existing, input, deps);
  return unsavedChannel(draft, existing, deps.now());
}

/** @throws AppError when a named key or URL is not the channel's: guessing another would test the wrong thing */
function trialOf(channel: Channel, asked: Asked): ChannelTrial {
  const { keyId = null, urlId = null, model = null, prompt = null, protocol = null } = asked;
  const errors = new FieldErrors();
  if (keyId !== null && !channel.keys.some((key) => key.id === keyId)) {
    errors.report('keyId', 'is not a key of this channel');
  }
  if (urlId !== null && !channel.urls.some((url) => url.id === urlId)) {
    errors.report('urlId', 'is not a URL of this channel');
  }
  if (protocol !== null && !spokenBy(channel).includes(protocol)) {
    errors.report('protocol', 'is not spoken by this channel');
  }
  errors.throwIfAny();
  return {
    channel,
    keyId,
    urlId,
    model,
    prompt,
    protocol,
    isStreaming: asked.isStreaming ?? false,
  };
}
