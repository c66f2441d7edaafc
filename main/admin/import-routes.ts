import { undoSchema } from '../contracts/admin-api.schema.ts';
import type { ChannelDraft } from '../contracts/channel.ts';
import {
  channelExportSchema,
  importQuerySchema,
  importResultSchema,
} from '../contracts/import.schema.ts';
import type { ImportPlace, ImportPlan, ImportResult } from '../contracts/import.ts';
import { AppError } from '../core/app-error.ts';
import { channelTable } from '../core/import/csv-export.ts';
import type { ImportChange } from '../store/store.ts';
import { draftOf } from './channel-view.ts';
import type { Configuration } from './configuration.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addDownload, addEndpoint, addUpload, doneSchema } from './endpoint.ts';
import { planImport, type PlannedImport } from './import-plan.ts';
import { readSource, type ReadSource } from './import-source.ts';
import { Undo } from './undo.ts';

const PATH = '/admin/channels';

/** Registered before the calls that take an id at the same place of their path. */
export function addImportRoutes(
  app: AdminApp,
  deps: AdminDeps,
  configuration: Configuration,
): void {
  addChannelExport(app, deps);
  const undo = new Undo<ImportChange>(deps);

  addUpload(app, {
    path: `${PATH}/import`,
    summary:
      'Add channels from a file or a text: CSV, configurations of other programs, their databases, or plain keys. `dryRun` shows what would be done.',
    query: importQuerySchema,
    answer: importResultSchema,
    handle: async ({ dryRun, strict, take }, bytes) => {
      const source = await readSource(bytes, deps);
      if (dryRun) {
        const planned = planOf(source, deps);
        return resultOf(planned.plan, takenOf(planned, take), true);
      }
      return configuration.changeAll(async () => {
        const planned = planOf(source, deps);
        const taken = takenOf(planned, take);
        refuse(planned.plan, strict);
        const back = await apply(planned, taken, deps);
        const result = resultOf(planned.plan, taken, false);
        deps.log.info(
          `import (${planned.plan.kind}): ${result.created.toString()} channels added, ${result.updated.toString()} changed`,
        );
        return { ...result, undoToken: back === null ? null : undo.keep(back).undoToken };
      });
    },
  });

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/import/undo`,
    summary: 'Take an import back, for two minutes.',
    body: undoSchema,
    answer: doneSchema,
    handle: async ({ body }) => {
      await undo.restore(body.token, (back) =>
        configuration.changeAll(async () => {
          await deps.store.imports.apply(back);
        }),
      );
      return {};
    },
  });
}

function addChannelExport(app: AdminApp, deps: AdminDeps): void {
  addDownload(app, {
    path: `${PATH}/export`,
    summary: 'Channels as CSV that can be imported again. Keys are left out unless asked for.',
    query: channelExportSchema,
    types: ['text/csv'],
    handle: ({ ids, keys }) => {
      const channels = deps.books.channels
        .all()
        .filter(({ id }) => ids === undefined || ids.includes(id));
      if (keys && deps.store.vault.isLocked) {
        throw new AppError('vault.locked', deps.store.vault.lockedReason);
      }
      const stamp = new Date(deps.now()).toISOString().replaceAll(/[-:]/g, '').replace('T', '-');
      return new Response(channelTable(channels, keys), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="channels-${stamp.slice(0, 15)}.csv"`,
        },
      });
    },
  });
}

function planOf({ found, encoding }: ReadSource, deps: AdminDeps): PlannedImport {
  return planImport(found, encoding, deps);
}

/** The keys of what is to be done. What is refused or unchanged cannot be taken. */
function takenOf({ plan, drafts, settings, tokens }: PlannedImport, take?: readonly string[]) {
  const entries = [...plan.channels, ...plan.settings, ...plan.tokens];
  const wanted = new Set(take ?? entries.filter((one) => one.isProposed).map((one) => one.key));
  const known = [...drafts.keys(), ...settings.keys(), ...tokens.keys()];
  return new Set(known.filter((key) => wanted.has(key)));
}

/** @throws AppError when there is nothing to take, or something wrong with it and that is not wanted */
function refuse(plan: ImportPlan, isStrict: boolean): void {
  const { channels, settings, tokens } = plan;
  const errors = errorsOf(plan);
  const isEmpty = channels.length + settings.length + tokens.length === 0;
  if (isEmpty) {
    throw new AppError('import.nothing', errors[0] ?? 'There is nothing in it to import.');
  }
  if (isStrict && errors.length > 0) {
    const more = errors.length > 1 ? ` (and ${(errors.length - 1).toString()} more)` : '';
    throw new AppError('import.refused', `Nothing was imported. ${errors[0] ?? ''}${more}`, {
      fields: Object.fromEntries(errors.map((text, at) => [`errors.${at.toString()}`, text])),
    });
  }
}

/** Does it, and returns how it is taken back; null when nothing was done. */
async function apply(
  planned: PlannedImport,
  taken: ReadonlySet<string>,
  { store, books }: AdminDeps,
): Promise<ImportChange | null> {
  if (taken.size === 0) return null;
  const { settings } = planned;
  const drafts = [...planned.drafts].filter(([key]) => taken.has(key));
  const added = drafts.filter(([, { existing }]) => existing === null);
  const changed = drafts.flatMap(([, { draft, existing }]) =>
    existing === null ? [] : [{ id: existing.id, draft, existing }],
  );
  const values = [...settings].flatMap(([key, one]) => (taken.has(key) ? [one] : []));
  const stored = values.length > 0 ? await store.settings.readAll() : new Map<string, unknown>();
  const before = changed.map(({ existing }) => ({
    id: existing.id,
    draft: independentDraft(draftOf(existing), books.channels.find(existing.id)),
  }));
  const inserted = await store.imports.apply({
    insert: added.map(([, { draft }]) => draft),
    replace: changed.map(({ id, draft }) => ({ id, draft })),
    removeChannels: [],
    settings: Object.fromEntries(values.map(({ name, value }) => [name, value])),
    insertTokens: tokensOf(
      planned,
      taken,
      added.map(([key]) => key),
    ),
    removeTokens: [],
  });
  return {
    insert: [],
    replace: before,
    removeChannels: inserted.channels,
    settings: Object.fromEntries(values.map(({ name }) => [name, stored.get(name)])),
    insertTokens: [],
    removeTokens: inserted.tokens,
  };
}

/**
 * The tokens that are taken, kept to the channels that are there or come along.
 * @throws AppError when of a token's channels none does: without them it would be allowed nothing
 */
function tokensOf(
  { plan, tokens }: PlannedImport,
  taken: ReadonlySet<string>,
  added: readonly string[],
): ImportChange['insertTokens'] {
  const ids = new Map(plan.channels.map(({ key, channelId }) => [key, channelId]));
  return [...tokens].flatMap(([key, { insert, channels }]) => {
    if (!taken.has(key)) return [];
    const channelIds = channels.flatMap((one) => ids.get(one) ?? []);
    const newChannels = channels.map((one) => added.indexOf(one)).filter((at) => at >= 0);
    const { name, channelRule } = insert.draft;
    if (channelRule === 'allow' && channelIds.length + newChannels.length === 0) {
      throw new AppError(
        'import.refused',
        `Nothing was imported. The token "${name}" may use only channels that are left out: take one of them too, or leave the token out.`,
        { values: { token: name } },
      );
    }
    return [{ ...insert, draft: { ...insert.draft, channelIds }, newChannels }];
  });
}

/** A draft that does not need the parts that the import takes away: they are known by what they hold. */
function independentDraft(
  draft: ChannelDraft,
  channel: ReturnType<AdminDeps['books']['channels']['find']>,
): ChannelDraft {
  const secrets = new Map(channel?.keys.map(({ id, secret }) => [id, secret]));
  return {
    ...draft,
    urls: draft.urls.map(({ id: _, ...url }) => url),
    keys: draft.keys.map((key) => {
      const secret = key.id === undefined ? key.secret : secrets.get(key.id);
      const { note, isEnabled } = key;
      return secret === undefined || secret === null ? key : { secret, note, isEnabled };
    }),
  };
}

function resultOf(
  plan: ImportPlan,
  taken: ReadonlySet<string>,
  isDryRun: boolean,
): Omit<ImportResult, 'undoToken'> & { readonly undoToken: null } {
  const count = (verdict: string): number =>
    plan.channels.filter((one) => one.verdict === verdict && taken.has(one.key)).length;
  const lost = plan.problems.filter(({ isEntryLost }) => isEntryLost).length;
  const refused = plan.channels.filter(({ verdict }) => verdict === 'refused').length;
  return {
    created: count('new'),
    updated: count('changed'),
    unchanged: plan.channels.filter(({ verdict }) => verdict === 'unchanged').length,
    skipped: refused + lost,
    processed: plan.channels.length + lost,
    errors: errorsOf(plan),
    isDryRun,
    plan,
    undoToken: null,
  };
}

/** What is left out, and why: `line 3: url: is missing`. */
function errorsOf({ channels, problems }: ImportPlan): readonly string[] {
  return [
    ...problems
      .filter(({ isEntryLost }) => isEntryLost)
      .map((problem) => `${placeText(problem)}${problem.text}`),
    ...channels.flatMap((one) =>
      Object.entries(one.errors).map(([field, text]) => `${placeText(one)}${field}: ${text}`),
    ),
  ];
}

function placeText({ line, path }: ImportPlace): string {
  if (line !== null) return `line ${line.toString()}: `;
  return path === null ? '' : `${path}: `;
}
