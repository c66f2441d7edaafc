export const TABS = [
  'basics',
  'keys',
  'models',
  'limits',
  'conversion',
  'advanced',
  'rules',
] as const;

export type TabId = (typeof TABS)[number];

export function isTab(id: string | null): id is TabId {
  return (TABS as readonly (string | null)[]).includes(id);
}

const FIELDS: Readonly<Record<string, TabId>> = {
  name: 'basics',
  isEnabled: 'basics',
  protocols: 'basics',
  priority: 'basics',
  weight: 'basics',
  urls: 'basics',
  quirks: 'conversion',
  keys: 'keys',
  api_key: 'keys',
  keyStrategy: 'keys',
  models: 'models',
  modelOverride: 'models',
  limits: 'limits',
  cheaperModels: 'limits',
  priceMultiplier: 'limits',
};

/** On which tab a field of the API stands: `keys.0.secret` among the keys. */
export function tabOfField(path: string): TabId {
  if (/^(?:urls\.\d+\.protocols|overrides\.conversion)/.test(path)) return 'conversion';
  return FIELDS[path.split('.', 1)[0] ?? ''] ?? 'advanced';
}

/** What is wrong with a field, or with a part of it; null when nothing is. */
export function errorAt(fields: Readonly<Record<string, string>>, path: string): string | null {
  const own = fields[path];
  if (own !== undefined) return own;
  return Object.entries(fields).find(([name]) => name.startsWith(`${path}.`))?.[1] ?? null;
}
