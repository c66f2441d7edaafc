import { ANY_MODEL } from '../../contracts/constants.ts';
import type { ImportProblem } from '../../contracts/import.ts';
import { distinctNames, loss, type Found, type FoundChannel } from './found.ts';
import { isTree, TreeReader, type Tree } from './tree.ts';

/** A provider of cc-switch, from either of its stores. `settings` is what it writes into a client's files. */
type SwitchProvider = {
  readonly path: string;
  readonly app: string;
  readonly name: string;
  readonly settings: unknown;
  /** Beside the one in the settings. */
  readonly urls: readonly string[];
};

export type ReadToml = (text: string) => unknown;

/** How its clients are called in the name of a channel that another one has already. */
const TITLES: Readonly<Record<string, string>> = {
  claude: 'Claude',
  'claude-desktop': 'Claude Desktop',
  codex: 'Codex',
  gemini: 'Gemini',
};

/** `config.json` of its first versions, and what some of them exported. */
export function isSwitchConfig(root: Tree): boolean {
  return Object.values(root).some(
    (app) =>
      isTree(app) && isTree(app['providers']) && Object.values(app['providers']).some(isProvider),
  );
}

function isProvider(value: unknown): boolean {
  return isTree(value) && 'settingsConfig' in value;
}

export function readSwitchConfig(root: Tree, toml: ReadToml): Found {
  const providers = Object.entries(root).flatMap(([app, value]) => {
    const list = isTree(value) ? value['providers'] : undefined;
    if (!isTree(list)) return [];
    return Object.entries(list).flatMap(([id, one]) =>
      isTree(one) ? [providerOf(app, id, one)] : [],
    );
  });
  return readSwitchProviders(providers, toml);
}

function providerOf(app: string, id: string, one: Tree): SwitchProvider {
  const name = one['name'];
  return {
    path: `${app}.providers.${id}`.slice(0, 200),
    app,
    name: typeof name === 'string' ? name : id,
    settings: one['settingsConfig'],
    urls: [],
  };
}

/**
 * Providers of cc-switch. Each was written for one client, whose protocol it speaks; two of one name for two clients
 * become two channels.
 */
function readSwitchProviders(providers: readonly SwitchProvider[], toml: ReadToml): Found {
  const problems: ImportProblem[] = [];
  const nameOf = distinctNames();
  const names = new Set<string>();
  const channels = providers.flatMap((provider): readonly FoundChannel[] => {
    const { path, app, settings } = provider;
    const fields = isTree(settings)
      ? fieldsOf(app, new TreeReader(settings, path, problems), toml)
      : undefined;
    if (fields === undefined) {
      problems.push(loss('notSupported', { path }, `${provider.name} (${app})`.slice(0, 120)));
      return [];
    }
    if (fields.key === undefined && fields.url === undefined) {
      problems.push(loss('accountLogin', { path }, provider.name.slice(0, 100)));
      return [];
    }
    const isTaken = names.has(provider.name.toLowerCase());
    names.add(provider.name.toLowerCase());
    const urls = [...new Set([fields.url, ...provider.urls].filter((one) => one !== undefined))];
    const input = {
      name: nameOf(isTaken ? `${provider.name} (${TITLES[app] ?? app})` : provider.name),
      ...(urls.length === 0 ? {} : { urls }),
      ...(fields.key === undefined ? {} : { api_key: fields.key }),
      models: fields.models,
      protocols: [fields.protocol],
    };
    return [{ line: null, path, input, errors: {} }];
  });
  return { kind: 'cc-switch', channels, settings: [], tokens: [], problems };
}

type Fields = {
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly models: readonly unknown[];
  readonly protocol: string;
};

/** Undefined for a client whose files are not understood. */
function fieldsOf(app: string, settings: TreeReader, toml: ReadToml): Fields | undefined {
  switch (app) {
    case 'claude':
    case 'claude-desktop':
      return ofClaude(settings.tree('env'));
    case 'codex':
      return ofCodex(settings, toml);
    case 'gemini':
      return ofGemini(settings.tree('env'));
    default:
      return undefined;
  }
}

function ofClaude(env: TreeReader | undefined): Fields {
  const key = env?.text('ANTHROPIC_AUTH_TOKEN') ?? env?.text('ANTHROPIC_API_KEY');
  return {
    url:
      env?.text('ANTHROPIC_BASE_URL') ??
      (key === undefined ? undefined : 'https://api.anthropic.com'),
    key,
    models: claudeModels(env),
    protocol: 'anthropic',
  };
}

const FAMILIES = ['opus', 'sonnet', 'haiku'] as const;

/** What the client was told to ask for in place of Anthropic's models, so that it need not be told any more. */
function claudeModels(env: TreeReader | undefined): readonly unknown[] {
  const main = env?.text('ANTHROPIC_MODEL');
  const families = FAMILIES.flatMap((family) => {
    const small = family === 'haiku' ? env?.text('ANTHROPIC_SMALL_FAST_MODEL') : undefined;
    const upstream = env?.text(`ANTHROPIC_DEFAULT_${family.toUpperCase()}_MODEL`) ?? small;
    const isItself = upstream === undefined || upstream.includes(family);
    return isItself ? [] : [{ name: `claude-*${family}*`, upstreamNames: [upstream] }];
  });
  const isForeign = main !== undefined && !main.startsWith('claude');
  return [...families, isForeign ? { name: ANY_MODEL, upstreamNames: [main] } : ANY_MODEL];
}

function ofGemini(env: TreeReader | undefined): Fields {
  const key = env?.text('GEMINI_API_KEY') ?? env?.text('GOOGLE_API_KEY');
  const usual = key === undefined ? undefined : 'https://generativelanguage.googleapis.com';
  return {
    url: env?.text('GOOGLE_GEMINI_BASE_URL') ?? usual,
    key,
    models: [ANY_MODEL],
    protocol: 'gemini',
  };
}

/** `auth.json` beside `config.toml`. The provider in use names the address, and may say what it speaks. */
function ofCodex(settings: TreeReader, toml: ReadToml): Fields {
  const key = settings.tree('auth')?.text('OPENAI_API_KEY');
  const text = settings.value('config');
  const config = typeof text === 'string' ? toml(text) : text;
  const tree = isTree(config) ? config : {};
  const providers = tree['model_providers'];
  const name = tree['model_provider'];
  const list = isTree(providers) ? providers : {};
  const chosen = typeof name === 'string' ? list[name] : undefined;
  const provider = isTree(chosen) ? chosen : Object.values(list).find(isTree);
  const url = provider?.['base_url'] ?? tree['base_url'];
  const usual = key === undefined ? undefined : 'https://api.openai.com';
  return {
    url: typeof url === 'string' ? url : usual,
    key,
    models: [ANY_MODEL],
    protocol: provider?.['wire_api'] === 'chat' ? 'openai-chat' : 'openai-responses',
  };
}

/** What its database holds: rows of `providers`, and more addresses of them. */
export function readSwitchTables(
  tables: { readonly providers: readonly Tree[]; readonly endpoints: readonly Tree[] },
  toml: ReadToml,
): Found {
  const problems: ImportProblem[] = [];
  const providers = tables.providers.flatMap((row, at): readonly SwitchProvider[] => {
    const path = `providers.${String(at)}`;
    const { id, app_type: app, name, settings_config: text } = row;
    if (typeof app !== 'string' || typeof text !== 'string') return [];
    const settings = parseJson(text);
    if (settings === undefined) {
      problems.push(loss('badValue', { path }, 'settings_config must be JSON'));
      return [];
    }
    const urls = tables.endpoints
      .filter((one) => one['provider_id'] === id && one['app_type'] === app)
      .map((one) => one['url'])
      .filter((one) => typeof one === 'string');
    return [{ path, app, name: typeof name === 'string' ? name : app, settings, urls }];
  });
  const found = readSwitchProviders(providers, toml);
  return { ...found, problems: [...problems, ...found.problems] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Its message would quote the text, and so a key.
    return undefined;
  }
}
