import type { ChannelInput } from '../contracts/channel.schema.ts';
import type { Channel, ChannelDraft } from '../contracts/channel.ts';
import type { Protocol } from '../contracts/protocol.ts';
import { guessProtocols } from '../core/guess-protocol.ts';
import { NEW_CHANNEL } from '../core/new-channel.ts';
import { checkHeaders } from './channel-headers.ts';
import { keyDrafts } from './channel-keys.ts';
import { modelDrafts } from './channel-models.ts';
import {
  checkCheckModel,
  mergedChecks,
  mergedLimits,
  mergedMultiplier,
  mergedOverrides,
} from './channel-options.ts';
import { proxyDraft, reportProxyUrl, urlDrafts } from './channel-urls.ts';
import { draftOf } from './channel-view.ts';
import type { AdminDeps } from './deps.ts';
import { FieldErrors } from './field-errors.ts';
import { given as givenFields } from './seed-words.ts';

/** What a draft is held against beyond its own form. */
export type DraftChecks = Pick<AdminDeps, 'isOwnAddress' | 'isOwnToken'>;

/** A new channel. What is missing and has no default is an error. */
export function newDraft(input: ChannelInput, checks: DraftChecks): ChannelDraft {
  return merge(NEW_CHANNEL, input, null, checks);
}

/** A channel written anew: what is not said goes back to its default, but keys are not sent around and stay. */
export function replacedDraft(
  existing: Channel,
  input: ChannelInput,
  checks: DraftChecks,
): ChannelDraft {
  const { keys, isEnabled } = draftOf(existing);
  return merge({ ...NEW_CHANNEL, keys, isEnabled }, input, existing, checks);
}

/** A channel changed in part: what is not said stays. */
export function changedDraft(
  existing: Channel,
  input: ChannelInput,
  checks: DraftChecks,
): ChannelDraft {
  return merge(draftOf(existing), input, existing, checks);
}

/** The base with what the input says put over it, checked as a whole. */
function merge(
  base: ChannelDraft,
  input: ChannelInput,
  existing: Channel | null,
  { isOwnAddress, isOwnToken }: DraftChecks,
): ChannelDraft {
  const errors = new FieldErrors();
  refuseDoubles(input, errors);
  const urls = urlDrafts(input, { existing, isOwnAddress, errors }) ?? base.urls;
  const models = modelDrafts(input, errors) ?? base.models;
  const given = givenProtocols(input) ?? base.protocols;
  const modelOverride =
    input.modelOverride === undefined ? base.modelOverride : input.modelOverride;
  const draft: ChannelDraft = {
    name: input.name ?? base.name,
    isEnabled: input.isEnabled ?? input.enabled ?? base.isEnabled,
    protocols: given.length > 0 ? given : guess(urls, models, modelOverride),
    priority: input.priority ?? base.priority,
    weight: input.weight === undefined ? base.weight : input.weight,
    keyStrategy: input.keyStrategy ?? input.key_strategy ?? base.keyStrategy,
    urls,
    keys: keyDrafts(input, { existing, isOwnToken, errors }) ?? base.keys,
    models,
    headers: input.headers ?? base.headers,
    proxyUrl: input.proxyUrl === undefined ? base.proxyUrl : proxyDraft(input.proxyUrl, existing),
    urlOrder: input.urlOrder ?? base.urlOrder,
    isTlsInsecure: input.isTlsInsecure ?? base.isTlsInsecure,
    modelOverride,
    takeBack: input.takeBack ?? base.takeBack,
    priceMultiplier: mergedMultiplier(base.priceMultiplier, input, errors),
    limits: mergedLimits(base.limits, input, errors),
    cheaperModels:
      input.cheaperModels === undefined ? base.cheaperModels : (input.cheaperModels ?? []),
    overrides: mergedOverrides(base.overrides, input),
    checks: mergedChecks(base.checks, input, errors),
    quirks: input.quirks === undefined ? base.quirks : givenFields(input.quirks ?? {}),
  };
  checkHeaders(draft.headers, errors);
  checkCheckModel(draft, errors);
  if (draft.proxyUrl !== null) reportProxyUrl(draft.proxyUrl, errors);
  requireParts(draft, input, existing, errors);
  errors.throwIfAny();
  return draft;
}

/** Our word and those of the seeds for what a channel speaks. */
const PROTOCOL_FIELDS = ['protocols', 'protocol', 'channel_type', 'api_type'] as const;

/** One thing said twice, in both vocabularies, could be two different things. */
function refuseDoubles(input: ChannelInput, errors: FieldErrors): void {
  const isGiven = (name: keyof ChannelInput) => input[name] !== undefined;
  if (isGiven('isEnabled') && isGiven('enabled')) {
    errors.report('enabled', 'give either isEnabled or enabled');
  }
  if (isGiven('keyStrategy') && isGiven('key_strategy')) {
    errors.report('key_strategy', 'give either keyStrategy or key_strategy');
  }
  const protocolFields = PROTOCOL_FIELDS.filter(isGiven);
  const [, second] = protocolFields;
  if (second !== undefined) errors.report(second, `give one of ${PROTOCOL_FIELDS.join(', ')}`);
}

/** Only what was not sent is missing; what was sent and is wrong has been reported already. */
function requireParts(
  draft: ChannelDraft,
  input: ChannelInput,
  existing: Channel | null,
  errors: FieldErrors,
): void {
  if (draft.name === '') errors.report('name', 'is missing');
  if (draft.urls.length === 0 && input.url === undefined && input.urls === undefined) {
    errors.report('urls', 'is missing: a channel needs at least one URL');
  }
  // A leaked key may be deleted although it is the last one; the channel can still be edited then.
  const needsKeys = existing === null || input.keys !== undefined;
  if (needsKeys && draft.keys.length === 0 && (input.keys?.length ?? 0) === 0) {
    errors.report(
      'keys',
      'is missing: a channel needs a key (any text if the upstream wants none)',
    );
  }
  if (draft.models.length === 0 && input.models === undefined) {
    errors.report('models', 'is missing: name the models, or ["*"] to accept any');
  }
}

/** Null when the input leaves it open. */
function givenProtocols(input: ChannelInput): readonly Protocol[] | null {
  if (input.protocols !== undefined) return [...new Set(input.protocols)];
  if (input.api_type !== undefined) {
    return [input.api_type === 'claude' ? 'anthropic' : 'openai-chat'];
  }
  const named = input.protocol ?? input.channel_type;
  if (named === undefined) return null;
  // The seeds' names for the two APIs of OpenAI.
  if (named === 'openai') return ['openai-chat'];
  if (named === 'codex') return ['openai-responses'];
  return [named];
}

/** By the names sent upstream: a channel may offer `claude-…` to clients and ask for something else. */
function guess(
  urls: ChannelDraft['urls'],
  models: ChannelDraft['models'],
  modelOverride: string | null,
): readonly Protocol[] {
  return guessProtocols(
    urls.map((one) => one.url),
    modelOverride === null
      ? models.map((one) => one.upstreamNames[0] ?? one.name)
      : [modelOverride],
  );
}
