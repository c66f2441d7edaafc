import type {
  ChannelGuess,
  ChannelPreset,
  GuessHint,
  PresetEndpoint,
} from '../../contracts/channel-guess.ts';
import { ANY_MODEL, PROTOCOLS } from '../../contracts/constants.ts';
import type { Protocol } from '../../contracts/protocol.ts';
import { guessProtocols } from '../guess-protocol.ts';
import { readPasted, type Pasted } from './pasted.ts';
import { CHANNEL_PRESETS } from './vendors.ts';

const TEXTS: Readonly<Record<GuessHint['code'], string>> = {
  vendorByKey: 'The vendor was known by how the key begins.',
  vendorByHost: 'The vendor was known by the address.',
  vendorUnknown: 'The vendor is not known: check the address and the protocols.',
  keyAmbiguous: 'Several vendors have keys that begin like this one: choose the vendor.',
  fromEnvironment: 'Read from environment variables.',
  fromJson: 'Read from JSON.',
  fromCurl: 'Read from a curl command.',
  fromDeepLink: 'Read from a link: make sure that you trust where it comes from.',
  isPlaceholder: 'What stands in place of the key is no key.',
};

const SOURCES: Readonly<Partial<Record<Pasted['source'], GuessHint['code']>>> = {
  environment: 'fromEnvironment',
  json: 'fromJson',
  curl: 'fromCurl',
  deepLink: 'fromDeepLink',
};

/** More of them is no list that anybody has checked. */
const MAX_GUESSES = 50;

/** What a pasted text says about channels, each as it could be added. Never more than it says: a person confirms it. */
export function guessChannels(text: string): readonly ChannelGuess[] {
  return readPasted(text).flatMap(byVendor).slice(0, MAX_GUESSES).map(guess);
}

/** Keys without an address that belong to different vendors make a channel each. */
function byVendor(pasted: Pasted): readonly Pasted[] {
  if (pasted.url !== undefined || pasted.keys.length < 2) return [pasted];
  const groups = new Map<string, string[]>();
  for (const key of pasted.keys) {
    const name = presetOfKey(key)?.name ?? '';
    groups.set(name, [...(groups.get(name) ?? []), key]);
  }
  return [...groups.values()].map((keys) => ({ ...pasted, keys }));
}

function guess(pasted: Pasted): ChannelGuess {
  const keys = [...new Set(pasted.keys.filter((key) => !isPlaceholder(key)))];
  const byHost = pasted.url === undefined ? undefined : presetOfUrl(pasted.url);
  const byWord = pasted.url === undefined ? presetOfWord(pasted.vendor) : undefined;
  const byKey = pasted.url === undefined ? presetOfKey(keys[0]) : undefined;
  const preset = byHost ?? byKey ?? byWord;
  const endpoint = preset === undefined ? undefined : endpointFor(preset, pasted);
  const url = pasted.url ?? endpoint?.url ?? '';
  const models =
    pasted.models !== undefined && pasted.models.length > 0 ? pasted.models : [ANY_MODEL];
  const codes: GuessHint['code'][] = [
    ...(SOURCES[pasted.source] === undefined ? [] : [SOURCES[pasted.source] as GuessHint['code']]),
    ...(byHost !== undefined ? (['vendorByHost'] as const) : []),
    ...(byHost === undefined && byKey !== undefined ? (['vendorByKey'] as const) : []),
    ...(preset === undefined ? [unknownCode(keys)] : []),
    ...(keys.length < pasted.keys.length ? (['isPlaceholder'] as const) : []),
  ];
  return {
    channel: {
      name: pasted.name ?? preset?.channel.name ?? hostOf(url) ?? 'Channel',
      url,
      api_key: keys.join('\n'),
      models,
      protocols: protocolsOf(pasted, endpoint, url, models),
    },
    preset: preset?.name ?? null,
    isVendorStated: byHost !== undefined || (byKey === undefined && byWord !== undefined),
    keyCount: keys.length,
    missing: [
      ...(url === '' ? (['url'] as const) : []),
      ...(keys.length === 0 && preset?.isLocal !== true ? (['key'] as const) : []),
    ],
    hints: codes.map((code) => ({ code, text: TEXTS[code] })),
  };
}

function unknownCode([key]: readonly string[]): GuessHint['code'] {
  return key?.startsWith('sk-') === true ? 'keyAmbiguous' : 'vendorUnknown';
}

function protocolsOf(
  pasted: Pasted,
  endpoint: PresetEndpoint | undefined,
  url: string,
  models: readonly string[],
): readonly Protocol[] {
  const stated = PROTOCOLS.filter((protocol) => protocol === pasted.vendor?.toLowerCase());
  if (stated.length > 0) return stated;
  if (endpoint !== undefined) return endpoint.protocols;
  const byWord = presetOfWord(pasted.vendor);
  if (byWord !== undefined) return byWord.channel.protocols;
  return url === '' ? [] : guessProtocols([url], models);
}

/** The vendor's address that was pasted, or the first that speaks what was asked for. */
function endpointFor(
  { endpoints }: ChannelPreset,
  { url, vendor }: Pasted,
): PresetEndpoint | undefined {
  if (url === undefined) return endpoints[0];
  const path = withoutEnd(url);
  const same = [...endpoints]
    .filter((one) => path === withoutEnd(one.url) || path.startsWith(`${withoutEnd(one.url)}/`))
    .sort((a, b) => b.url.length - a.url.length)[0];
  if (same === undefined || vendor === undefined) return same;
  return same.protocols.some((one) => one === vendor.toLowerCase())
    ? { ...same, protocols: same.protocols.filter((one) => one === vendor.toLowerCase()) }
    : same;
}

function withoutEnd(url: string): string {
  return url.toLowerCase().replace(/(?:\/v\d\w*)?\/*$/, '');
}

/** The known vendor that an address belongs to; null for any other host. */
export function vendorOfUrl(url: string): string | null {
  return presetOfUrl(url)?.name ?? null;
}

function presetOfUrl(url: string): ChannelPreset | undefined {
  const host = hostOf(url);
  if (host === null) return undefined;
  if (host.endsWith('.openai.azure.com')) return named('azure');
  return CHANNEL_PRESETS.find(({ endpoints }) => endpoints.some((one) => hostOf(one.url) === host));
}

function presetOfKey(key: string | undefined): ChannelPreset | undefined {
  if (key === undefined) return undefined;
  return CHANNEL_PRESETS.find(({ keyPrefixes }) =>
    keyPrefixes.some((prefix) => key.startsWith(prefix)),
  );
}

/** Other words for some of them: in names of variables, and in files of other programs. */
const WORDS: Readonly<Record<string, string>> = {
  claude: 'anthropic',
  google: 'gemini',
  kimi: 'moonshot',
  glm: 'zhipu',
  bigmodel: 'zhipu',
  qwen: 'dashscope',
  grok: 'xai',
  codex: 'openai',
};

function presetOfWord(word: string | undefined): ChannelPreset | undefined {
  const name = word?.toLowerCase() ?? '';
  return named(WORDS[name] ?? name);
}

function named(name: string): ChannelPreset | undefined {
  return CHANNEL_PRESETS.find((preset) => preset.name === name);
}

/** With its port, where it is not the scheme's own: that is what tells local servers apart. */
function hostOf(url: string): string | null {
  return (
    /^https?:\/\/([^/?#@]+)/i
      .exec(url)?.[1]
      ?.toLowerCase()
      .replace(/^localhost(?=:|$)/, '127.0.0.1') ?? null
  );
}

function isPlaceholder(key: string): boolean {
  return /\.\.\.|…|^<.*>$|^\$|your[-_]?|^x{3,}$|\*{3,}|^sk-x+$/i.test(key);
}
