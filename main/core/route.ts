import type { Protocol } from '../contracts/protocol.ts';
import { TIMEOUT_PARAMETERS } from './caller-timeout.ts';
import {
  findEndpoint,
  findKnownEndpoint,
  FORWARDED_METHODS,
  isGeminiCall,
  type Endpoint,
  type Operation,
} from './endpoint.ts';
import type { HeaderLookup } from './header-lookup.ts';
import { removeParameters, splitTarget } from './query.ts';
import { decodePath, isPrintableTarget } from './request-path.ts';

export type { Operation } from './endpoint.ts';
export { replacePathModel } from './path-model.ts';

/** What is done with a request, as far as its head tells. */
export type Route =
  | ProxyRoute
  /** The models we offer, or one of them. */
  | { readonly kind: 'models'; readonly protocol: Protocol; readonly model: string | null }
  /** A client's liveness request; any quick answer will do. */
  | { readonly kind: 'ping' }
  | { readonly kind: 'preflight'; readonly allow: string }
  | WebSocketRoute
  | RejectRoute;

type WebSocketRoute = {
  readonly kind: 'websocket';
  readonly protocol: Protocol;
  /**
   * Its frames are requests that can be served. Any other is answered 426, which makes Codex fall back to HTTP at once;
   * another refusal costs it seconds.
   */
  readonly isBridged: boolean;
};

export type ProxyRoute = {
  readonly kind: 'proxy';
  readonly protocol: Protocol;
  /** Protocols of a channel that can serve it. */
  readonly accepts: readonly Protocol[];
  readonly operation: Operation;
  /** Without a model the request is refused. Where it is false, a model in the body is still used. */
  readonly needsModel: boolean;
  readonly pathModel: string | null;
  /** Known from the path; other protocols say it in the body. */
  readonly isStreaming: boolean;
  readonly path: string;
  /** Empty or with its `?`; what was meant for us (`key`, timeouts) is gone. */
  readonly query: string;
};

type RejectRoute = {
  readonly kind: 'reject';
  readonly reason: 'unknownPath' | 'wrongMethod' | 'badTarget';
  /** The dialect to answer in. */
  readonly protocol: Protocol;
  readonly allow?: string;
};

const MODELS_PATH = /^\/(v1|v1beta|v1alpha)\/models(?:\/(.+?))?\/?$/;

const LIST_METHODS: readonly string[] = ['GET', 'HEAD'];

/** Parameters that were meant for us. */
const OWN_PARAMETERS = ['key', ...TIMEOUT_PARAMETERS] as const;

/** Paths that belong to the UI and the admin API, with all below them. */
const CONTROL_PATHS: ReadonlySet<string> = new Set([
  'admin',
  'login',
  'logout',
  'health',
  'metrics',
  'public',
  'web',
]);

/**
 * Whether a request target belongs to the data plane: everything the UI and the admin API do not own.
 * `HEAD /` is a client's ping and belongs here too, which the path alone cannot tell.
 */
export function isDataPath(target: string): boolean {
  const { path } = splitTarget(target);
  if (path === '/' || path === '/favicon.ico') return false;
  const end = path.indexOf('/', 1);
  return !path.startsWith('/') || !CONTROL_PATHS.has(path.slice(1, end < 0 ? undefined : end));
}

/** Decides from method, target and headers what a request is. The target is taken as it came. */
export function routeRequest(method: string, target: string, header: HeaderLookup): Route {
  const { path, query } = splitTarget(target);
  if (method === 'OPTIONS' && target === '*') return preflight(FORWARDED_METHODS);
  const decoded = isPrintableTarget(query) ? decodePath(path) : null;
  if (decoded === null) return reject('badTarget', dialectOf(path, header));
  if (method === 'HEAD' && decoded === '/') return { kind: 'ping' };

  const known = findKnownEndpoint(decoded);
  if (known !== null) return proxy(method, known.path, query, known.endpoint, header);
  const models = routeModels(method, decoded, header);
  if (models !== null) return models;
  const endpoint = isVersioned(path) ? findEndpoint(method, decoded, header) : null;
  if (endpoint !== null) return proxy(method, path, query, endpoint, header);
  if (method === 'OPTIONS') return preflight(FORWARDED_METHODS);
  return reject('unknownPath', dialectOf(decoded, header));
}

function proxy(
  method: string,
  path: string,
  query: string,
  endpoint: Endpoint,
  header: HeaderLookup,
): Route {
  const { methods, ...rest } = endpoint;
  if (method === 'OPTIONS') return preflight(methods);
  if (method === 'GET' && asksForWebsocket(header)) {
    const { protocol, operation } = endpoint;
    return { kind: 'websocket', protocol, isBridged: operation === 'responses' };
  }
  if (!methods.includes(method)) {
    return { ...reject('wrongMethod', endpoint.protocol), allow: allowed(methods) };
  }
  return {
    kind: 'proxy',
    ...rest,
    path,
    query: query === '' ? query : removeParameters(query, OWN_PARAMETERS),
  };
}

/** Lists are answered from our own channels. Null: no list, or a call like `models/x:generateContent`. */
function routeModels(method: string, path: string, header: HeaderLookup): Route | null {
  const match = MODELS_PATH.exec(path);
  if (match === null || isGeminiCall(method, path)) return null;
  const model = match[2] ?? null;
  const protocol = modelsDialect(match[1] ?? '', header);
  // Gemini keeps folders below a model (`operations`); elsewhere a slash is part of the name.
  if (protocol === 'gemini' && model?.includes('/')) return null;
  // OpenAI deletes fine-tuned models this way.
  if (protocol === 'openai-chat' && model !== null && method === 'DELETE') return null;
  if (method === 'OPTIONS') return preflight(LIST_METHODS);
  if (method === 'GET' && asksForWebsocket(header)) {
    return { kind: 'websocket', protocol, isBridged: false };
  }
  if (LIST_METHODS.includes(method)) return { kind: 'models', protocol, model };
  return { ...reject('wrongMethod', protocol), allow: allowed(LIST_METHODS) };
}

/** The same request as one for an upstream, when only the upstreams know their models. */
export function upstreamModels(protocol: Protocol, target: string): ProxyRoute {
  const { path, query } = splitTarget(target);
  return {
    kind: 'proxy',
    protocol,
    accepts: protocol === 'openai-chat' ? ['openai-chat', 'openai-responses'] : [protocol],
    operation: 'other',
    needsModel: false,
    pathModel: null,
    isStreaming: false,
    path,
    query: query === '' ? query : removeParameters(query, OWN_PARAMETERS),
  };
}

function modelsDialect(version: string, header: HeaderLookup): Protocol {
  if (version !== 'v1') return 'gemini';
  if (header('anthropic-version') !== undefined) return 'anthropic';
  return header('x-goog-api-key') === undefined ? 'openai-chat' : 'gemini';
}

/** The dialect of an answer to a request that fits nowhere: first by what its path resembles. */
function dialectOf(path: string, header: HeaderLookup): Protocol {
  if (/\/messages\b|\/complete\b/.test(path)) return 'anthropic';
  if (/\/responses\b/.test(path)) return 'openai-responses';
  if (/\/v1(beta|alpha)\b|:(generateContent|streamGenerateContent|countTokens)\b/.test(path)) {
    return 'gemini';
  }
  if (/\/chat\/completions\b/.test(path)) return 'openai-chat';
  if (header('anthropic-version') !== undefined) return 'anthropic';
  return header('x-goog-api-key') === undefined ? 'openai-chat' : 'gemini';
}

/** The version must stand there unescaped: an upstream URL is joined at it. */
function isVersioned(path: string): boolean {
  return /^\/v1(?:beta|alpha)?\//.test(path);
}

/** Only `websocket` counts: curl offers `h2c`, which is answered as plain HTTP/1.1. */
function asksForWebsocket(header: HeaderLookup): boolean {
  const upgrade = header('upgrade');
  if (upgrade === undefined) return false;
  return upgrade.split(',').some((name) => name.trim().toLowerCase() === 'websocket');
}

function reject(reason: RejectRoute['reason'], protocol: Protocol): RejectRoute {
  return { kind: 'reject', reason, protocol };
}

function preflight(methods: readonly string[]): Route {
  return { kind: 'preflight', allow: allowed(methods) };
}

function allowed(methods: readonly string[]): string {
  return [...methods, 'OPTIONS'].join(', ');
}
