import { ANY_MODEL } from '#contracts/constants';
import type { Protocol } from '#contracts/protocol';

/** Stands where the model's name would. */
const SOME_MODEL = 'model';

const VERSION = /^v\d+(?:\.\d+)?(alpha\d*|beta\d*)?$/i;
const ROOTS_BELOW_VERSION: ReadonlySet<string> = new Set(['openai', 'google']);
const PASTED_ENDPOINT =
  /\/(?:chat\/completions|completions|messages|responses|embeddings|models\/[^/]+:[a-z]+|(?<=\/v\d[a-z0-9]*\/)models)$/i;

/**
 * Where requests would go while the base URL is still being typed; null when it is none yet. The engine joins with
 * `joinUpstreamUrl`, which a page cannot reach; a test holds the two against each other.
 */
export function resultingUrl(
  base: string,
  isExact: boolean,
  protocol: Protocol,
  models: readonly string[],
): string | null {
  const text = base.trim();
  const isMarked = text.endsWith('#');
  const address = isMarked ? text.slice(0, -1) : text;
  if (!/^https?:\/\/[^/?#\s@]+[^\s#]*$/i.test(address)) return null;
  const at = address.indexOf('?');
  const [root, query] = at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at)];
  const joined = isExact || isMarked ? root : join(root, mainPath(protocol, models));
  return query.length < 2 ? joined : joined + query;
}

function mainPath(protocol: Protocol, models: readonly string[]): string {
  const model = models.find((name) => name !== ANY_MODEL && name !== '') ?? SOME_MODEL;
  const paths: Readonly<Record<Protocol, string>> = {
    anthropic: '/v1/messages',
    'openai-chat': '/v1/chat/completions',
    'openai-responses': '/v1/responses',
    gemini: `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
  };
  return paths[protocol];
}

function join(base: string, path: string): string {
  const slash = base.indexOf('/', base.indexOf('://') + 3);
  if (slash < 0) return base + path;
  const origin = base.slice(0, slash);
  const root = base.slice(slash).replace(/\/+$/, '');
  const [, version = '', ...rest] = path.split('/');
  const tail = `/${rest.join('/')}`;
  const pasted = root.replace(PASTED_ENDPOINT, '');
  const segments = pasted.split('/');
  const last = segments.at(-1) ?? '';
  if (VERSION.test(last)) {
    const isSameStage = isPreview(last) === isPreview(version);
    return origin + (isSameStage ? pasted + tail : segments.slice(0, -1).join('/') + path);
  }
  if (pasted !== root) return origin + pasted + tail;
  const isBelowVersion =
    ROOTS_BELOW_VERSION.has(last) && segments.some((segment) => VERSION.test(segment));
  return origin + root + (isBelowVersion ? tail : path);
}

function isPreview(version: string): boolean {
  return /alpha|beta/i.test(version);
}
