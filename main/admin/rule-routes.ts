import { z } from 'zod';
import type { ChannelId } from '../contracts/channel.ts';
import { MAX_RULES } from '../contracts/constants.ts';
import { ruleIdTextSchema } from '../contracts/ids.schema.ts';
import {
  ruleChangeSchema,
  ruleInputSchema,
  ruleOrderSchema,
  ruleTestInputSchema,
  ruleTestSchema,
  ruleViewSchema,
} from '../contracts/rule.schema.ts';
import type { Rule, RuleDraft, RuleId, RuleTest, RuleView } from '../contracts/rule.ts';
import { AppError } from '../core/app-error.ts';
import type { Compiled } from '../core/rules/compiled.ts';
import { findChannel } from './channel-routes.ts';
import type { Configuration } from './configuration.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint, doneSchema } from './endpoint.ts';
import { invalidRequest } from './field-errors.ts';
import { tryOnAnswer, tryOnRecent } from './rule-tester.ts';

const PATH = '/admin/rules';

const ruleInPath = z.object({ id: ruleIdTextSchema });

export function addRuleRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  addListRoutes(app, deps, configuration);
  addChangeRoutes(app, deps, configuration);

  addEndpoint(app, {
    method: 'post',
    path: `${PATH}/test`,
    summary:
      'Try rules, given or saved, on an answer or on the last ones that failed. Nothing is stored.',
    body: ruleTestInputSchema,
    answer: z.array(ruleTestSchema).readonly(),
    handle: async ({ body }): Promise<readonly RuleTest[]> => {
      const { rule, rules = rule && [rule], answer, channelId } = body;
      const given =
        rules === undefined
          ? null
          : await compiled(rules, deps, (at) => (rule ? 'rule.' : `rules.${at.toString()}.`));
      const rulesOf = (id: ChannelId | null) => given ?? deps.books.rules.rulesFor(id).rules;
      if (answer !== undefined) return [tryOnAnswer(rulesOf(channelId), answer, channelId, deps)];
      return deps.books.recentAnswers
        .list()
        .map((recent) => tryOnRecent(rulesOf(recent.channelId), recent, deps));
    },
  });
}

/** The calls about no single rule. Registered first: `/order` must not be read as an id. */
function addListRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  addEndpoint(app, {
    method: 'get',
    path: PATH,
    summary: 'All rules about answers, with their hits: those for every channel, then by channel.',
    answer: z.array(ruleViewSchema).readonly(),
    handle: () => deps.books.rules.all().map((rule) => ruleView(rule, deps)),
  });

  addEndpoint(app, {
    method: 'post',
    path: PATH,
    summary: 'Create a rule, last in its list. Without a channel it holds for every one.',
    body: ruleInputSchema,
    answer: ruleViewSchema,
    status: 201,
    handle: async ({ body: { channelId, ...draft } }) => {
      await compiled([draft], deps);
      const created = await configuration.changeRules(() => {
        if (channelId !== null) findChannel(deps, channelId);
        if (listOf(deps, channelId).length >= MAX_RULES) {
          const message = `A channel has at most ${MAX_RULES.toString()} rules, and as many hold for all.`;
          throw new AppError('rule.too-many', message, { values: { most: MAX_RULES } });
        }
        return deps.store.rules.insert(channelId, draft);
      });
      return ruleView(created, deps);
    },
  });

  addEndpoint(app, {
    method: 'put',
    path: `${PATH}/order`,
    summary: 'Put the rules of a channel, or those for every channel, into another order.',
    body: ruleOrderSchema,
    answer: doneSchema,
    handle: async ({ body: { channelId, ids } }) => {
      await configuration.changeRules(() => {
        const known = new Set(listOf(deps, channelId).map((rule) => rule.id));
        // An incomplete list would leave the place of the others to chance.
        const isComplete =
          ids.length === known.size &&
          new Set(ids).size === known.size &&
          ids.every((id) => known.has(id));
        if (!isComplete) throw invalidRequest({ ids: 'must name every rule of the list once' });
        return deps.store.rules.reorder(ids);
      });
      return {};
    },
  });
}

function addChangeRoutes(app: AdminApp, deps: AdminDeps, configuration: Configuration): void {
  addEndpoint(app, {
    method: 'patch',
    path: `${PATH}/{id}`,
    summary: 'Change parts of a rule; conditions and action are replaced as a whole.',
    params: ruleInPath,
    body: ruleChangeSchema,
    answer: ruleViewSchema,
    handle: async ({ params, body }) => {
      const changed = await configuration.changeRules(async () => {
        const { name, isEnabled, match, action } = findRule(deps, params.id);
        const draft: RuleDraft = {
          name: body.name ?? name,
          isEnabled: body.isEnabled ?? isEnabled,
          match: body.match ?? match,
          action: body.action ?? action,
        };
        await compiled([draft], deps);
        return deps.store.rules.replace(params.id, draft);
      });
      return ruleView(changed, deps);
    },
  });

  addEndpoint(app, {
    method: 'delete',
    path: `${PATH}/{id}`,
    summary: 'Delete a rule.',
    params: ruleInPath,
    answer: doneSchema,
    handle: async ({ params }) => {
      await configuration.changeRules(() => deps.store.rules.remove(params.id));
      return {};
    },
  });
}

/** @throws AppError that names the field whose pattern or layout is none */
async function compiled(
  drafts: readonly RuleDraft[],
  deps: AdminDeps,
  pathOf: (index: number) => string = () => '',
): Promise<readonly Compiled[]> {
  const compilations = await deps.books.rules.compile(drafts);
  return compilations.map((one, index) => {
    if (one.ok) return one.compiled;
    throw invalidRequest({ [pathOf(index) + one.fault.path]: one.fault.message });
  });
}

function listOf(deps: AdminDeps, channelId: ChannelId | null): readonly Rule[] {
  return deps.books.rules.all().filter((rule) => rule.channelId === channelId);
}

/** @throws AppError when there is no such rule */
function findRule(deps: AdminDeps, id: RuleId): Rule {
  const rule = deps.books.rules.all().find((one) => one.id === id);
  if (rule === undefined) throw new AppError('rule.not-found', 'There is no such rule.');
  return rule;
}

/** Hits are counted in memory and written down later, so the book knows them best. */
function ruleView(rule: Rule, deps: AdminDeps): RuleView {
  return { ...rule, ...deps.books.rules.hitsOf(rule.id) };
}
