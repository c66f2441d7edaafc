import { z } from 'zod';
import { adminErrorSchema } from '../contracts/admin-api.schema.ts';
import { AppError } from '../core/app-error.ts';
import type { AdminApp, AdminContext } from './deps.ts';
import { invalidRequest } from './field-errors.ts';
import { readJsonBody, readUpload } from './request-body.ts';
import { fieldsOf } from './schema-errors.ts';

/** One admin call: what it takes, what it answers, and a line for the documentation. */
type Endpoint<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A> = {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: z.ZodType<A>;
  readonly status?: 200 | 201;
  /** The answer stands alone instead of inside `data`. */
  readonly isFlat?: boolean;
  readonly handle: (
    input: Input<P, Q, B>,
    c: AdminContext,
  ) => A | JsonBytes | Promise<A | JsonBytes>;
};

/** What a handler gets: everything is checked and has its type. */
type Input<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> = {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
};

/** Stands for params, query or body where a call takes none. */
type Nothing = z.ZodObject<Record<never, never>>;

/** An answer that was written as JSON in another thread: encoding megabytes would hold up every stream. */
export class JsonBytes {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

const BEFORE_DATA = Buffer.from('{"success":true,"data":');
const AFTER_DATA = Buffer.from('}');

/** An answer that has nothing to tell but that it is done. */
export const doneSchema = z.object({});

/** Adds a call to the app and to its OpenAPI document: validate, call, answer. */
export function addEndpoint<
  A,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = Nothing,
>(app: AdminApp, endpoint: Endpoint<P, Q, B, A>): void {
  // Our routes are registered by hand rather than by `app.openapi`: its validators answer in their own
  // form, and repeat in it what was sent.
  document(app, endpoint);
  app.on(endpoint.method, endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const input = {
      params: endpoint.params === undefined ? {} : parsePath(endpoint.params, c.req.param()),
      query: endpoint.query === undefined ? {} : parse(endpoint.query, filled(c.req.query())),
      body: endpoint.body === undefined ? {} : parse(endpoint.body, await readJsonBody(c.req.raw)),
    } as Input<P, Q, B>;
    const data = await endpoint.handle(input, c);
    const status = endpoint.status ?? 200;
    if (data instanceof JsonBytes) {
      const headers = { 'content-type': 'application/json' };
      return c.body(Buffer.concat([BEFORE_DATA, data.bytes, AFTER_DATA]), status, headers);
    }
    if (endpoint.isFlat === true) return c.json(data as object, status);
    const count = Array.isArray(data) ? { count: data.length } : {};
    return c.json({ success: true, data, ...count }, status);
  });
}

/** One admin call whose answer is a file. */
type Download<Q extends z.ZodObject> = {
  readonly path: string;
  readonly summary: string;
  readonly query: Q;
  /** Media types of the file. */
  readonly types: readonly string[];
  readonly handle: (query: z.output<Q>) => Response | Promise<Response>;
};

/** Adds a call that answers a file, made while it is sent. */
export function addDownload<Q extends z.ZodObject>(app: AdminApp, download: Download<Q>): void {
  const { path, summary, query, types } = download;
  const content = Object.fromEntries(types.map((type) => [type, { schema: z.string() }]));
  app.openAPIRegistry.registerPath({
    method: 'get',
    path,
    summary,
    tags: [tagOf(path)],
    security: [{ session: [] }],
    request: { query },
    responses: { 200: { description: 'A file.', content }, default: REFUSED },
  });
  app.get(path, (c) => download.handle(parse(query, filled(c.req.query()))));
}

/** One admin call that is sent a file, or a text in its place. */
type Upload<Q extends z.ZodObject, A> = {
  readonly path: string;
  readonly summary: string;
  readonly query: Q;
  readonly answer: z.ZodType<A>;
  readonly handle: (query: z.output<Q>, bytes: Uint8Array) => A | Promise<A>;
};

/** Adds a call that takes a form with a `file`, as browsers and `curl -F` send it, or `{"text": …}`. */
export function addUpload<Q extends z.ZodObject, A>(app: AdminApp, upload: Upload<Q, A>): void {
  const { path, summary, query, answer } = upload;
  const data = z.object({ success: z.literal(true), data: answer });
  app.openAPIRegistry.registerPath({
    method: 'post',
    path,
    summary,
    tags: [tagOf(path)],
    security: [{ session: [] }],
    request: {
      query,
      body: {
        content: {
          'multipart/form-data': { schema: z.object({ file: z.string() }) },
          'application/json': { schema: z.object({ text: z.string() }) },
        },
      },
    },
    responses: {
      200: { description: 'Done.', content: { 'application/json': { schema: data } } },
      default: REFUSED,
    },
  });
  app.post(path, async (c) => {
    const asked = parse(query, filled(c.req.query()));
    return c.json({ success: true, data: await upload.handle(asked, await readUpload(c.req.raw)) });
  });
}

/** One admin call that is sent or answers what is too large to be held. */
type Streams = {
  readonly path: string;
  readonly summary: string;
  readonly sends: Readonly<Record<string, z.ZodType>>;
  readonly answers: Readonly<Record<string, z.ZodType>>;
  readonly handle: (request: Request) => Promise<Response>;
};

/** Adds a call that reads and answers by itself. */
export function addStreams(app: AdminApp, streams: Streams): void {
  const { path, summary, sends, answers } = streams;
  const content = (types: Readonly<Record<string, z.ZodType>>) =>
    Object.fromEntries(Object.entries(types).map(([type, schema]) => [type, { schema }]));
  app.openAPIRegistry.registerPath({
    method: 'post',
    path,
    summary,
    tags: [tagOf(path)],
    security: [{ session: [] }],
    request: { body: { content: content(sends) } },
    responses: { 200: { description: 'Done.', content: content(answers) }, default: REFUSED },
  });
  app.post(path, (c) => streams.handle(c.req.raw));
}

/** Methods a path answers to, for `Allow`. */
export function methodsOf(app: AdminApp, path: string): readonly string[] {
  const methods = new Set<string>();
  for (const route of app.routes) {
    if (route.method === 'ALL' || !patternOf(route.path).test(path)) continue;
    methods.add(route.method.toUpperCase());
    if (route.method.toUpperCase() === 'GET') methods.add('HEAD');
  }
  return [...methods];
}

/** Of a route as Hono keeps it: `/admin/channels/:id`, `/web/*`. */
function patternOf(path: string): RegExp {
  const escaped = path.replaceAll('.', String.raw`\.`).replaceAll(/:\w+/g, '[^/]+');
  return new RegExp(`^${escaped.replace(/\*$/, '.*')}$`);
}

/** @throws AppError that names every wrong field */
function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(fieldsOf(result.error));
  return result.data;
}

/** A path that names something impossible names nothing that exists. */
function parsePath<S extends z.ZodObject>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (!result.success) throw new AppError('path.not-found', 'There is nothing at this address.');
  return result.data;
}

/** An empty filter of a form means "no filter". */
function filled(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

const REFUSED = {
  description: 'Refused or failed.',
  content: { 'application/json': { schema: adminErrorSchema } },
};

function tagOf(path: string): string {
  return path.split('/')[path.startsWith('/admin/') ? 2 : 1] ?? '';
}

/** Enters the call into the OpenAPI document. */
function document<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A>(
  app: AdminApp,
  endpoint: Endpoint<P, Q, B, A>,
): void {
  const { method, path, params, query, body, answer, isFlat } = endpoint;
  const schema = isFlat === true ? answer : z.object({ success: z.literal(true), data: answer });
  app.openAPIRegistry.registerPath({
    method,
    path,
    summary: endpoint.summary,
    tags: [tagOf(path)],
    security: path.startsWith('/admin/') ? [{ session: [] }] : [],
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined
        ? {}
        : { body: { content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      [endpoint.status ?? 200]: {
        description: 'Done.',
        content: { 'application/json': { schema } },
      },
      default: REFUSED,
    },
  });
}
