import { z } from 'zod';
import {
  settingsChangeSchema,
  settingSchemas,
  settingViewSchema,
} from '../contracts/settings.schema.ts';
import type { SettingName, SettingView } from '../contracts/settings.ts';
import { DEFAULT_SETTINGS } from '../state/default-settings.ts';
import type { Configuration } from './configuration.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';
import { FieldErrors } from './field-errors.ts';
import { groupOf, shapeOf } from './setting-shape.ts';

const PATH = '/admin/settings';

const names = Object.keys(settingSchemas) as [SettingName, ...SettingName[]];
const settingInPath = z.object({ name: z.enum(names) });
const settingViews = z.array(settingViewSchema).readonly();

/** The settings of a person. The program's own values in the same table cannot be reached here. */
export function addSettingRoutes(
  app: AdminApp,
  deps: AdminDeps,
  configuration: Configuration,
): void {
  const { settings } = deps.books;

  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'All settings.',
    answer: settingViews,
    handle: () => settingViewsNow(deps),
  });

  addEndpoint(app, {
    method: 'patch',
    path: PATH,
    summary: 'Change settings: all of the given ones, or none. They apply at once.',
    body: settingsChangeSchema,
    answer: settingViews,
    handle: async ({ body }) => {
      const changes = Object.entries(body);
      refuseLocked(changes.map(([name]) => name as SettingName));
      await configuration.changeSettings(() =>
        deps.store.settings.writeMany(Object.fromEntries(changes)),
      );
      return settingViewsNow(deps);
    },
  });

  addEndpoint(app, {
    method: 'delete',
    path: `${PATH}/{name}`,
    summary: 'Put a setting back to its default.',
    params: settingInPath,
    answer: settingViews,
    handle: async ({ params }) => {
      refuseLocked([params.name]);
      await configuration.changeSettings(() => deps.store.settings.remove([params.name]));
      return settingViewsNow(deps);
    },
  });

  /** The environment would win anyway; accepting the value would only pretend. */
  function refuseLocked(changed: readonly SettingName[]): void {
    const errors = new FieldErrors();
    for (const name of changed) {
      const variable = settings.lockedBy(name);
      if (variable !== null)
        errors.report(name, `is set by ${variable} and can only be changed there`);
    }
    errors.throwIfAny();
  }
}

/** In the order of the schema, which groups what belongs together. */
export function settingViewsNow({ books }: AdminDeps): readonly SettingView[] {
  const current = books.settings.current();
  return names.map((name) => ({
    name,
    value: current[name],
    defaultValue: DEFAULT_SETTINGS[name],
    unit: unitOf(name),
    ...shapeOf(name),
    group: groupOf(name),
    lockedBy: books.settings.lockedBy(name),
  }));
}

/** A setting has its unit in its name. */
function unitOf(name: SettingName): SettingView['unit'] {
  if (name.endsWith('Ms')) return 'ms';
  if (name.endsWith('Days')) return 'days';
  if (name.endsWith('Hours')) return 'hours';
  if (name.endsWith('Bytes')) return 'bytes';
  if (/Percents?$/.test(name)) return 'percent';
  return /max|samples/i.test(name) ? 'count' : null;
}
