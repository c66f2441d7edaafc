import type { Protocol } from '../contracts/protocol.ts';

export const LINK_SCHEME = 'ccload';

/** A channel that a link wants to add. Nobody vouches for it: a person has to look at it first. */
export type ChannelLink = {
  readonly name: string;
  readonly baseUrl: string;
  /** Null: not said. */
  readonly protocol: Protocol | null;
  readonly models: readonly string[];
  readonly key: string | null;
};

export type LinkRead =
  | { readonly ok: true; readonly link: ChannelLink }
  | { readonly ok: false; readonly why: LinkFault };

export type LinkFault =
  | 'tooLong'
  /** It is no link of ours, or asks for something else than to import a channel. */
  | 'unknown'
  /** A part stands there twice: one program would read the first, another the last. */
  | 'ambiguous'
  | 'name'
  | 'url'
  | 'protocol'
  | 'models'
  | 'key';

const MAX_LINK_CHARS = 8192;
const MAX_NAME_CHARS = 100;
const MAX_KEY_CHARS = 4096;
const MAX_MODELS = 200;
const MAX_MODEL_CHARS = 256;

const PARTS = ['name', 'base_url', 'type', 'models', 'api_key'] as const;

const PROTOCOL_NAMES: Readonly<Record<string, Protocol>> = {
  anthropic: 'anthropic',
  openai: 'openai-chat',
  'openai-chat': 'openai-chat',
  'openai-responses': 'openai-responses',
  codex: 'openai-responses',
  gemini: 'gemini',
};

/** Would change what a person sees: control characters, and marks that turn the direction of writing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Reads `ccload://v1/import?name=…&base_url=…&type=…&models=a,b&api_key=…`. The link may come from anybody. */
export function readLink(text: string): LinkRead {
  if (text.length > MAX_LINK_CHARS) return { ok: false, why: 'tooLong' };
  const url = urlOf(text);
  if (url?.protocol !== `${LINK_SCHEME}:` || url.host !== 'v1' || !isImport(url.pathname)) {
    return { ok: false, why: 'unknown' };
  }
  const { searchParams: params } = url;
  if (PARTS.some((part) => params.getAll(part).length > 1)) return { ok: false, why: 'ambiguous' };

  const baseUrl = (params.get('base_url') ?? '').trim();
  if (!isBaseUrl(baseUrl)) return { ok: false, why: 'url' };
  const name = (params.get('name') ?? new URL(baseUrl).host).trim();
  if (name === '' || name.length > MAX_NAME_CHARS || UNSEEN.test(name)) {
    return { ok: false, why: 'name' };
  }
  const type = params.get('type');
  const protocol = type === null ? null : PROTOCOL_NAMES[type.toLowerCase()];
  if (protocol === undefined) return { ok: false, why: 'protocol' };
  const models = listOf(params.get('models') ?? '');
  if (models.length > MAX_MODELS || models.some((one) => !isModel(one))) {
    return { ok: false, why: 'models' };
  }
  const key = params.get('api_key');
  if (key !== null && (key.length > MAX_KEY_CHARS || !/^[\x21-\x7e]+$/.test(key))) {
    return { ok: false, why: 'key' };
  }
  return { ok: true, link: { name, baseUrl, protocol, models, key } };
}

function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function isImport(path: string): boolean {
  return path === '/import' || path === '/import/';
}

/** Prompts and keys go there: encrypted, or not beyond this machine. */
function isBaseUrl(text: string): boolean {
  const url = urlOf(text);
  if (url === null || url.username !== '' || url.password !== '' || UNSEEN.test(text)) return false;
  if (url.search !== '' || url.hash !== '') return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && isLoopback(url.hostname);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}

function isModel(name: string): boolean {
  return name.length <= MAX_MODEL_CHARS && !UNSEEN.test(name);
}

function listOf(text: string): readonly string[] {
  const names = text.split(',').map((one) => one.trim());
  return [...new Set(names.filter((one) => one !== ''))];
}
