import type { Protocol } from '../contracts/protocol.ts';
import type { HeaderLookup } from './header-lookup.ts';
import { findPathModel } from './path-model.ts';

/** What a request asks for. `other` is everything that is passed on without being understood. */
export type Operation =
  | 'messages'
  | 'countTokens'
  | 'chat'
  | 'completions'
  | 'embeddings'
  | 'responses'
  | 'generate'
  | 'other';

/** A place of an upstream's API, as its path tells. */
export type Endpoint = {
  readonly protocol: Protocol;
  /** Protocols of a channel that can serve it. */
  readonly accepts: readonly Protocol[];
  readonly operation: Operation;
  readonly needsModel: boolean;
  readonly pathModel: string | null;
  readonly isStreaming: boolean;
  readonly methods: readonly string[];
};

const POST = ['POST'] as const;
/** TRACE, CONNECT and WebDAV's verbs are never forwarded. */
export const FORWARDED_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const ANTHROPIC = ['anthropic'] as const;
const CHAT = ['openai-chat'] as const;
const RESPONSES = ['openai-responses'] as const;
const GEMINI = ['gemini'] as const;
/** Files, images, embeddings … are one API of the vendor, whichever of its two dialects a channel speaks. */
const ANY_OPENAI = ['openai-chat', 'openai-responses'] as const;

/** Endpoints whose meaning matters here. They take a model, and POST alone. */
const KNOWN: ReadonlyMap<string, Endpoint> = new Map([
  ['/v1/messages', known('anthropic', ANTHROPIC, 'messages')],
  ['/v1/messages/count_tokens', known('anthropic', ANTHROPIC, 'countTokens')],
  ['/v1/complete', known('anthropic', ANTHROPIC, 'other')],
  ['/v1/chat/completions', known('openai-chat', CHAT, 'chat')],
  ['/v1/completions', known('openai-chat', CHAT, 'completions')],
  ['/v1/embeddings', known('openai-chat', ANY_OPENAI, 'embeddings')],
  ['/v1/responses', known('openai-responses', RESPONSES, 'responses')],
]);

/** Folders of `/v1` that Anthropic does not have: its version header does not claim them. */
const OPENAI_FOLDERS: ReadonlySet<string> = new Set([
  'assistants',
  'audio',
  'chat',
  'completions',
  'embeddings',
  'fine_tuning',
  'images',
  'moderations',
  'realtime',
  'threads',
  'vector_stores',
]);

const GEMINI_OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['generateContent', 'generate'],
  ['streamGenerateContent', 'generate'],
  ['countTokens', 'countTokens'],
  ['embedContent', 'embeddings'],
  ['batchEmbedContents', 'embeddings'],
]);

/** The endpoint with exactly this path, a slash at its end forgiven; null for every other. */
export function findKnownEndpoint(path: string): { path: string; endpoint: Endpoint } | null {
  const plain = path.endsWith('/') ? path.slice(0, -1) : path;
  const endpoint = KNOWN.get(plain);
  return endpoint === undefined ? null : { path: plain, endpoint };
}

/** The endpoint of any decoded path below `/v1`, `/v1beta` or `/v1alpha`; null for every other. */
export function findEndpoint(method: string, path: string, header: HeaderLookup): Endpoint | null {
  const [, version = '', folder = '', ...rest] = path.split('/');
  // `/v1/v1/messages` comes from a base URL that has a version where the client adds its own. No API
  // has such a path, and no upstream would say so as clearly as we can.
  if (folder === '' || /^v\d+(alpha|beta)?\d*$/.test(folder)) return null;
  if (version === 'v1beta' || version === 'v1alpha') return geminiEndpoint(path);
  if (version !== 'v1') return null;
  if (isGeminiCall(method, path)) return geminiEndpoint(path);
  if (folder === 'messages' || folder === 'complete') return other('anthropic', ANTHROPIC);
  if (folder === 'responses') return other('openai-responses', RESPONSES);
  if (folder === 'chat' && rest.length > 0) return other('openai-chat', CHAT);
  const isAnthropic = header('anthropic-version') !== undefined && !OPENAI_FOLDERS.has(folder);
  return isAnthropic ? other('anthropic', ANTHROPIC) : other('openai-chat', ANY_OPENAI);
}

/**
 * Whether a path calls a method of Gemini's (`/v1/models/x:generateContent`), not names a model with a
 * colon in it (`/v1/models/llama3:latest`): a method we know, or any that is posted to.
 */
export function isGeminiCall(method: string, path: string): boolean {
  const name = /^\/v1[a-z]*\/(?:models|tunedModels)\/.+:([A-Za-z]+)$/.exec(path)?.[1];
  return name !== undefined && (method === 'POST' || GEMINI_OPERATIONS.has(name));
}

function geminiEndpoint(path: string): Endpoint {
  const found = findPathModel(path);
  const method = found?.method ?? null;
  const operation = (method !== null && GEMINI_OPERATIONS.get(method)) || 'other';
  return {
    protocol: 'gemini',
    accepts: GEMINI,
    operation,
    needsModel: operation !== 'other',
    pathModel: found?.model ?? null,
    isStreaming: path.endsWith(':streamGenerateContent'),
    methods: operation === 'other' ? FORWARDED_METHODS : POST,
  };
}

function known(protocol: Protocol, accepts: readonly Protocol[], operation: Operation): Endpoint {
  return { ...other(protocol, accepts), operation, needsModel: true, methods: POST };
}

function other(protocol: Protocol, accepts: readonly Protocol[]): Endpoint {
  return {
    protocol,
    accepts,
    operation: 'other',
    needsModel: false,
    pathModel: null,
    isStreaming: false,
    methods: FORWARDED_METHODS,
  };
}
