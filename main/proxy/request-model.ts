import { readBoolean, readString, scanMembers, scanObject } from '../core/json-members.ts';
import type { Member } from '../core/json-members.ts';
import { findMultipartModel } from '../core/multipart-model.ts';
import { replacePathModel, type ProxyRoute } from '../core/route.ts';
import { replaceRange, setStringMember } from '../core/splice.ts';
import { askForUsage } from '../core/usage/ask-for-usage.ts';
import { encodeUtf8 } from '../core/utf8.ts';

/** Where a request names its model, so that a redirect changes only those bytes. */
type ModelPlace =
  | { readonly kind: 'json'; readonly member: Member }
  | { readonly kind: 'multipart'; readonly start: number; readonly end: number }
  | { readonly kind: 'path' }
  | { readonly kind: 'none' };

/** What a body says that routing needs. */
export type RequestFacts = {
  readonly model: string | null;
  readonly place: ModelPlace;
  readonly isStreaming: boolean;
  /** Anthropic's `metadata.user_id`, which Claude Code fills with its conversation. */
  readonly metadataUserId: string | null;
  /** Of the top level of a body that is a JSON object, else null. */
  readonly members: ReadonlyMap<string, Member> | null;
};

export type FactsRead =
  | { readonly ok: true; readonly facts: RequestFacts }
  | { readonly ok: false; readonly why: 'malformed' | 'notObject' | 'noModel' | 'badModel' };

/** Longest model name believed; names travel into logs, tables and the UI. */
const MAX_MODEL_LENGTH = 256;

/** What a body says beside its model. */
type Said = Pick<RequestFacts, 'metadataUserId' | 'members'>;

const NOTHING_SAID: Said = { metadataUserId: null, members: null };

export function readFacts(route: ProxyRoute, contentType: string, body: Uint8Array): FactsRead {
  if (/^multipart\//i.test(contentType)) {
    const found = findMultipartModel(body, contentType);
    if (found === null) return withoutModel(route, NOTHING_SAID);
    const { model, start, end } = found;
    return named(model, { kind: 'multipart', start, end }, false, NOTHING_SAID);
  }
  if (body.length === 0) return withoutModel(route, NOTHING_SAID);

  const scan = scanMembers(body);
  if (!scan.ok) {
    // Paths we know nothing of may carry anything; those we know carry a JSON object.
    if (route.needsModel) return { ok: false, why: scan.reason };
    return withoutModel(route, NOTHING_SAID);
  }
  const stream = scan.members.get('stream');
  const isStreaming =
    route.isStreaming || (stream !== undefined && readBoolean(body, stream) === true);
  const said = {
    metadataUserId: readUserId(body, scan.members.get('metadata')),
    members: scan.members,
  };
  if (route.pathModel !== null) {
    return named(route.pathModel, { kind: 'path' }, isStreaming, said);
  }
  const member = scan.members.get('model');
  if (member === undefined) return withoutModel(route, said);
  const model = readString(body, member);
  if (model === null) return { ok: false, why: 'badModel' };
  return named(model, { kind: 'json', member }, isStreaming, said);
}

/** The request with another model's name in it. */
export function withModel(
  facts: RequestFacts,
  body: Buffer,
  path: string,
  model: string,
): { readonly body: Buffer; readonly path: string } {
  switch (facts.place.kind) {
    case 'json':
      return { body: asBuffer(setStringMember(body, facts.place.member, model)), path };
    case 'multipart': {
      const { start, end } = facts.place;
      return { body: asBuffer(replaceRange(body, start, end, encodeUtf8(model))), path };
    }
    case 'path':
      return { body, path: replacePathModel(path, model) };
    case 'none':
      return { body, path };
  }
}

/**
 * The body of a chat stream, asked for its usage and with the model's name where that is another; null where the usage
 * cannot be asked for. Both edits go by where the members stood, so the later one is made first.
 */
export function withUsageAsked(
  facts: RequestFacts,
  body: Buffer,
  path: string,
  model: string | null,
): Buffer | null {
  const { place, members } = facts;
  if (members === null) return null;
  const rename = (bytes: Buffer): Buffer =>
    model === null ? bytes : withModel(facts, bytes, path, model).body;
  const ask = (bytes: Buffer): Buffer | null => {
    const asked = askForUsage(bytes, members);
    return asked === null ? null : asBuffer(asked);
  };
  const usageAt = members.get('stream_options')?.start ?? members.get('stream')?.end ?? 0;
  if (place.kind === 'json' && place.member.start > usageAt) return ask(rename(body));
  const asked = ask(body);
  return asked === null ? null : rename(asked);
}

function withoutModel(route: ProxyRoute, said: Said): FactsRead {
  if (route.pathModel !== null) {
    return named(route.pathModel, { kind: 'path' }, route.isStreaming, said);
  }
  if (route.needsModel) return { ok: false, why: 'noModel' };
  const { isStreaming } = route;
  return { ok: true, facts: { model: null, place: { kind: 'none' }, isStreaming, ...said } };
}

function named(model: string, place: ModelPlace, isStreaming: boolean, said: Said): FactsRead {
  if (model === '' || model.length > MAX_MODEL_LENGTH) return { ok: false, why: 'badModel' };
  return { ok: true, facts: { model, place, isStreaming, ...said } };
}

function readUserId(body: Uint8Array, metadata: Member | undefined): string | null {
  if (metadata?.kind !== 'object') return null;
  const scan = scanObject(body, metadata.start, metadata.end);
  const userId = scan.ok ? scan.members.get('user_id') : undefined;
  return userId === undefined ? null : readString(body, userId);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
