import { ANY_MODEL } from '../../contracts/constants.ts';
import type { ImportProblem } from '../../contracts/import.ts';
import { distinctNames, hostOf, type Found, type FoundChannel, type FoundToken } from './found.ts';
import { isTree, TreeReader, type Tree } from './tree.ts';

/** Both spellings occur; what tells it from others is the name that it has for an address. */
export function isRouter(root: Tree): boolean {
  const providers = root['Providers'] ?? root['providers'];
  return Array.isArray(providers) && providers.some((one) => isTree(one) && 'api_base_url' in one);
}

/** `config.json` of claude-code-router. Its routes are left out: here the channels say which models they have. */
export function readRouter(root: Tree): Found {
  const problems: ImportProblem[] = [];
  const reader = new TreeReader(root, '', problems);
  const providers = reader.trees(reader.has('Providers') ? 'Providers' : 'providers');
  const proxyUrl = reader.text('PROXY_URL');
  const nameOf = distinctNames();
  const channels = providers.map((one, at) => channelOf(one, at, nameOf, proxyUrl));
  const secret = reader.text('APIKEY');
  const tokens: readonly FoundToken[] =
    secret === undefined
      ? []
      : [{ line: null, path: 'APIKEY', token: { secret }, draft: { name: 'claude-code-router' } }];
  for (const name of ['HOST', 'PORT', 'API_TIMEOUT_MS']) {
    if (reader.has(name)) reader.note('setElsewhere', name);
  }
  reader.noteOthers(['LOG', 'LOG_LEVEL', 'NON_INTERACTIVE_MODE', 'CLAUDE_PATH']);
  return { kind: 'claude-code-router', channels, settings: [], tokens, problems };
}

function channelOf(
  provider: TreeReader,
  at: number,
  nameOf: (name: string) => string,
  proxyUrl: string | undefined,
): FoundChannel {
  const url = provider.text('api_base_url');
  const key = provider.text('api_key');
  const isVariable = key?.startsWith('$') === true;
  if (isVariable) provider.note('placeholder', 'api_key');
  const protocol = protocolOf(url ?? '', usesOf(provider.value('transformer')));
  const models = provider.texts('models');
  const input = {
    name: nameOf(provider.text('name') ?? hostOf(url ?? '') ?? `Provider ${String(at + 1)}`),
    // Gemini's is written with the folder of the models, which every path of it has.
    url: protocol === 'gemini' ? url?.replace(/\/models\/?$/, '') : url,
    ...(isVariable || key === undefined ? {} : { api_key: key }),
    models: models.length > 0 ? models : [ANY_MODEL],
    protocols: [protocol],
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  };
  provider.noteOthers(['transformer']);
  return { line: null, path: provider.path, input, errors: {} };
}

/** The address is that of an endpoint, whose last words say what it speaks; one transformer says otherwise. */
function protocolOf(url: string, uses: readonly string[]): string {
  if (uses.some((one) => /^anthropic$/i.test(one)) || /\/messages\/?$/.test(url))
    return 'anthropic';
  if (uses.includes('gemini') || /generativelanguage\.googleapis\.com\/v1beta\/models/.test(url)) {
    return 'gemini';
  }
  const isResponses = uses.includes('openai-responses') || /\/responses\/?$/.test(url);
  return isResponses ? 'openai-responses' : 'openai-chat';
}

function usesOf(transformer: unknown): readonly string[] {
  const use = isTree(transformer) ? transformer['use'] : undefined;
  if (!Array.isArray(use)) return [];
  // One with options is a list of its name and them.
  return (use as unknown[])
    .map((one) => (Array.isArray(one) ? (one as unknown[])[0] : one))
    .filter((one) => typeof one === 'string');
}
