import type { SettingName, SettingView } from '#contracts/settings';

type Group = SettingView['group'];

/** The parts of the settings, in the order of their navigation, and which groups of settings stand in each. */
const GROUPS = {
  general: [],
  proxy: ['proxy'],
  routing: ['routing', 'conversations'],
  cooldowns: ['cooldowns', 'checks'],
  timeouts: ['timeouts'],
  costs: ['costs'],
  data: ['data', 'captures'],
  security: ['security'],
  diagnostics: ['logging'],
} as const satisfies Record<string, readonly Group[]>;

export type SectionId = keyof typeof GROUPS;

export const SECTIONS = Object.keys(GROUPS) as readonly SectionId[];

/** The section of an address; the first for what is none. */
export function sectionOf(name: string | null): SectionId {
  return SECTIONS.find((id) => id === name) ?? 'general';
}

export function settingsOf(
  section: SectionId,
  settings: readonly SettingView[],
): readonly SettingView[] {
  const groups: readonly Group[] = GROUPS[section];
  return settings.filter(({ group }) => groups.includes(group));
}

type Words = { readonly name: string; readonly hint: string };

/** Those whose name or explanation holds every word; their own names are known from the API. */
export function found(
  settings: readonly SettingView[],
  query: string,
  wordsOf: (name: SettingName) => Words,
): readonly SettingView[] {
  const wanted = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return settings.filter(({ name }) => {
    const words = wordsOf(name);
    const text = `${words.name} ${words.hint} ${name}`.toLocaleLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Did a person change it, or a variable? */
export function isDefault({ value, defaultValue }: SettingView): boolean {
  return JSON.stringify(value) === JSON.stringify(defaultValue);
}
