import type { ChannelGuess } from '../../contracts/channel-guess.ts';
import { guessChannels } from '../guess-channel/guess.ts';
import { isCcProxy, readCcProxy } from './cc-proxy.ts';
import { isSwitchConfig, readSwitchConfig } from './cc-switch.ts';
import { CLI_PROXY_API_MARK, isCliProxyApi, readCliProxyApi } from './cli-proxy-api.ts';
import { isChannelTable, readChannelTable } from './csv-channels.ts';
import { isCcloadEnvironment, readCcloadEnvironment } from './environment.ts';
import { distinctNames, loss, nothingFound, note, type Found, type FoundChannel } from './found.ts';
import { isLoadBalancer, readLoadBalancer } from './load-balancer.ts';
import { isRouter, readRouter } from './router.ts';
import { isTree } from './tree.ts';

export type ParsedTree =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly line: number | null; readonly why: string };

/** Readers of what others write, which are packages and so come from outside. None of them throws. */
export type TreeParsers = {
  /** JSON, with comments and commas too many. */
  readonly json: (text: string) => ParsedTree;
  readonly yaml: (text: string) => ParsedTree;
  readonly toml: (text: string) => ParsedTree;
};

/** Tells by its contents what a text is, and reads it. */
export function readText(text: string, parsers: TreeParsers): Found {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') return nothingFound('text', loss('unknownContent', {}));
  if (/^(?:[[{]|\/[/*])/.test(trimmed) && !/^\[[\w. "-]+\]\s*$/m.test(trimmed)) {
    return readJson(trimmed, parsers);
  }
  if (isChannelTable(trimmed)) return readChannelTable(text);
  if (CLI_PROXY_API_MARK.test(trimmed)) return readYaml(text, parsers);
  if (isCcloadEnvironment(trimmed)) return readEnvironment(text);
  return guessed(trimmed, 'text');
}

function readJson(text: string, parsers: TreeParsers): Found {
  const parsed = parsers.json(text);
  if (!parsed.ok) return unreadable(parsed);
  const root = parsed.value;
  if (!isTree(root)) return guessed(JSON.stringify(root), 'text');
  if (isCcProxy(root)) return readCcProxy(root);
  if (isLoadBalancer(root)) return readLoadBalancer(root);
  if (isRouter(root)) return readRouter(root);
  if (isSwitchConfig(root)) return readSwitchConfig(root, tomlOf(parsers));
  if (isCliProxyApi(root)) return readCliProxyApi(root);
  return guessed(JSON.stringify(root), 'text');
}

function readYaml(text: string, parsers: TreeParsers): Found {
  const parsed = parsers.yaml(text);
  if (!parsed.ok) return unreadable(parsed);
  return isTree(parsed.value)
    ? readCliProxyApi(parsed.value)
    : nothingFound('cli-proxy-api', loss('unknownContent', {}));
}

function readEnvironment(text: string): Found {
  const { tokens, problems, rest } = readCcloadEnvironment(text);
  const others = guessed(rest, 'environment');
  const isNothing = others.channels.length === 0;
  return {
    ...others,
    tokens,
    problems: [...problems, ...(isNothing ? [] : others.problems)],
  };
}

/** What nobody has a format for: keys, addresses, lines of a shell. */
function guessed(text: string, kind: 'text' | 'environment'): Found {
  const guesses = guessChannels(text);
  if (guesses.length === 0) return nothingFound(kind, loss('unknownContent', {}));
  const nameOf = distinctNames();
  const isEnvironment = guesses.some(({ hints }) =>
    hints.some(({ code }) => code === 'fromEnvironment'),
  );
  return {
    kind: isEnvironment ? 'environment' : kind,
    channels: guesses.map((guess) => channelOf(guess, nameOf)),
    settings: [],
    tokens: [],
    problems: guesses.flatMap(({ hints, channel }) =>
      hints.some(({ code }) => code === 'isPlaceholder')
        ? [note('placeholder', {}, channel.name)]
        : [],
    ),
  };
}

function channelOf(guess: ChannelGuess, nameOf: (name: string) => string): FoundChannel {
  const { name, url, api_key: key, models, protocols } = guess.channel;
  const input = {
    name: nameOf(name),
    ...(url === '' ? {} : { url }),
    ...(key === '' ? {} : { api_key: key }),
    models,
    ...(protocols.length === 0 ? {} : { protocols }),
  };
  return { line: null, path: null, input, errors: {} };
}

function unreadable({ line, why }: Extract<ParsedTree, { ok: false }>): Found {
  return nothingFound('text', loss('unreadable', { line }, why));
}

/** A file that cannot be read has nothing in it. */
export function tomlOf({ toml }: Pick<TreeParsers, 'toml'>): (text: string) => unknown {
  return (text) => {
    const parsed = toml(text);
    return parsed.ok ? parsed.value : {};
  };
}
