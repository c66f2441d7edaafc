import {
  routeExplanationSchema,
  routeQuestionSchema,
  type RouteQuestionInput,
} from '../contracts/route-explanation.schema.ts';
import type { RouteQuestion } from '../contracts/route-explanation.ts';
import type { Token } from '../contracts/token.ts';
import { AppError } from '../core/app-error.ts';
import { recordedQuestion } from '../core/explain/recorded-question.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';
import { invalidRequest } from './field-errors.ts';

/** Why a request goes where it goes. */
export function addRouteExplainRoutes(app: AdminApp, deps: AdminDeps): void {
  addEndpoint(app, {
    method: 'post',
    path: '/admin/route/explain',
    summary:
      'Explain where a request, given or recorded, would go now: every channel in order, why each other one is out, and what would be sent. Nothing is sent, and nothing counts.',
    body: routeQuestionSchema,
    answer: routeExplanationSchema,
    handle: async ({ body }) => deps.explainRoute(await questionOf(body, deps)),
  });
}

async function questionOf(input: RouteQuestionInput, deps: AdminDeps): Promise<RouteQuestion> {
  if (input.requestId !== undefined) return recorded(input.requestId, deps);
  const { path = '/', query = '', body = null, headers = {} } = input;
  const text = typeof body === 'string' ? body : body === null ? '' : JSON.stringify(body);
  return {
    method: input.method?.toUpperCase() ?? (text === '' ? 'GET' : 'POST'),
    target: withQuery(path, query),
    headers,
    body: text,
    token: tokenOf(input, deps),
    recorded: null,
  };
}

async function recorded(requestId: string, deps: AdminDeps): Promise<RouteQuestion> {
  const detail = await deps.store.records.detail(requestId);
  if (detail === null) throw new AppError('request.not-found', 'There is no such record.');
  const { record } = detail;
  const token = deps.books.tokens.all().find(({ id }) => id === record.tokenId) ?? null;
  return recordedQuestion(record, token);
}

function tokenOf({ tokenId, tokenName }: RouteQuestionInput, { books }: AdminDeps): Token | null {
  const tokens = books.tokens.all();
  if (tokenId !== undefined) {
    const token = tokens.find(({ id }) => id === tokenId);
    if (token === undefined) throw invalidRequest({ tokenId: 'is no token' });
    return token;
  }
  if (tokenName === undefined) return null;
  const [token, another] = tokens.filter(({ name }) => name === tokenName);
  if (token === undefined) throw invalidRequest({ tokenName: 'is no token' });
  // Names are for people, and need not differ.
  if (another !== undefined) {
    throw invalidRequest({ tokenName: 'is the name of several tokens; give tokenId' });
  }
  return token;
}

function withQuery(path: string, query: string): string {
  const bare = query.replace(/^\?/, '');
  if (bare === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${bare}`;
}
