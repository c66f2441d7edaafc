import type { z } from 'zod';
import type { SETTING_GROUPS } from '../contracts/constants.ts';
import { settingSchemas } from '../contracts/settings.schema.ts';
import type { SettingName, SettingView } from '../contracts/settings.ts';

type Shape = Pick<SettingView, 'kind' | 'choices' | 'min' | 'max'>;

const NONE = { choices: null, min: null, max: null } as const;

/** What a setting's value is, as its schema says. @throws for a schema of a kind that nobody drew yet */
export function shapeOf(name: SettingName): Shape {
  const schema: z.ZodType = settingSchemas[name];
  const { type } = schema.def;
  if (type === 'boolean') return { ...NONE, kind: 'boolean' };
  if (type === 'string') return { ...NONE, kind: 'text' };
  if (type === 'enum') {
    return { ...NONE, kind: 'enum', choices: (schema as z.ZodEnum).options.map(String) };
  }
  if (type === 'number') {
    const { minValue, maxValue } = schema as z.ZodNumber;
    return { kind: 'number', choices: null, min: minValue, max: maxValue };
  }
  if (type === 'array') {
    const item = (schema as z.ZodArray<z.ZodType>).element.def.type;
    const kind = item === 'object' ? 'rows' : item === 'number' ? 'numbers' : 'list';
    return { ...NONE, kind };
  }
  throw new Error(`The setting "${name}" is of the kind "${type}", which has no form.`);
}

type Group = (typeof SETTING_GROUPS)[number];

/** By what the names begin or end with; the first that fits. */
const GROUPS: readonly (readonly [RegExp, Group])[] = [
  [/^capture/, 'captures'],
  [/^record/, 'data'],
  [/^(?:log|isAccessLogged)/, 'logging'],
  [/^(?:cors|trusted|isLocalToken|isSummaryPublic)/, 'security'],
  [/^(?:check|isRecovered)/, 'checks'],
  [/^(?:cooldown|statedReset|failuresBefore|allCooling|trial|disableKey)/, 'cooldowns'],
  [/^(?:affinity|isAffinity|isForeignToken)/, 'conversations'],
  [/^(?:unknownPrice|budget|countTokens|isUsage)/, 'costs'],
  [/^(?:connect|firstByte|gate|idle|total|keepAlive|attemptBudget|queueTimeout)/, 'timeouts'],
  [
    /^(?:port|maxBody|maxConcurrency|maxQueued|clientKeepAlive|headerRead|drain|(?:isR|r)esponsesWebSocket)/,
    'proxy',
  ],
];

/** What is in no other group decides where requests go. */
export function groupOf(name: SettingName): Group {
  return GROUPS.find(([pattern]) => pattern.test(name))?.[1] ?? 'routing';
}
