import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAdmin, type Admin } from './admin-fixture.ts';

let admin: Admin;
let asAdmin: Awaited<ReturnType<Admin['logIn']>>['asAdmin'];

beforeEach(async () => {
  admin = await openAdmin({ isBare: true });
  ({ asAdmin } = await admin.logIn());
});

afterEach(async () => {
  await admin.close();
});

type Document = {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly security: unknown }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
};

async function documentOf(): Promise<Document> {
  return JSON.parse((await asAdmin('GET', '/admin/openapi.json')).text) as Document;
}

describe('the OpenAPI document', () => {
  it('knows every call', async () => {
    const { openapi, info, paths } = await documentOf();
    expect(openapi).toBe('3.1.0');
    expect(info.version).toBe('1.2.3');
    const calls = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(calls.toSorted()).toEqual([
      'delete /admin/captures',
      'delete /admin/captures/orders/{id}',
      'delete /admin/channels/{id}',
      'delete /admin/channels/{id}/keys/{keyId}',
      'delete /admin/metrics-token',
      'delete /admin/notices',
      'delete /admin/notices/{id}',
      'delete /admin/requests/{id}/capture',
      'delete /admin/restore',
      'delete /admin/rules/{id}',
      'delete /admin/settings/{name}',
      'delete /admin/tokens/{id}',
      'get /admin/captures',
      'get /admin/channel-presets',
      'get /admin/channels',
      'get /admin/channels/export',
      'get /admin/channels/{id}',
      'get /admin/channels/{id}/keys',
      'get /admin/channels/{id}/models/fetch',
      'get /admin/connect',
      'get /admin/connections',
      'get /admin/cooldowns',
      'get /admin/cooldowns/presets',
      'get /admin/diagnostics',
      'get /admin/diagnostics/log',
      'get /admin/diagnostics/report',
      'get /admin/events',
      'get /admin/in-flight',
      'get /admin/metrics-token',
      'get /admin/notices',
      'get /admin/prices',
      'get /admin/requests',
      'get /admin/requests/export',
      'get /admin/requests/{id}',
      'get /admin/requests/{id}/capture',
      'get /admin/requests/{id}/capture/{attempt}/answer-body',
      'get /admin/requests/{id}/capture/{attempt}/events',
      'get /admin/requests/{id}/capture/{attempt}/merged',
      'get /admin/requests/{id}/capture/{attempt}/request-body',
      'get /admin/requests/{id}/capture/{attempt}/returned-body',
      'get /admin/requests/{id}/capture/{attempt}/sent-body',
      'get /admin/requests/{id}/curl',
      'get /admin/restore',
      'get /admin/rules',
      'get /admin/settings',
      'get /admin/statistics',
      'get /admin/statistics/attempts',
      'get /admin/statistics/errors',
      'get /admin/statistics/export',
      'get /admin/statistics/health',
      'get /admin/tokens',
      'get /admin/tokens/local',
      'get /health',
      'get /metrics',
      'get /public/summary',
      'get /public/version',
      'patch /admin/captures',
      'patch /admin/channels/{id}',
      'patch /admin/channels/{id}/keys/{keyId}',
      'patch /admin/rules/{id}',
      'patch /admin/settings',
      'patch /admin/tokens/{id}',
      'post /admin/backup',
      'post /admin/captures/orders',
      'post /admin/channels',
      'post /admin/channels/bulk',
      'post /admin/channels/guess',
      'post /admin/channels/import',
      'post /admin/channels/import/undo',
      'post /admin/channels/models/fetch',
      'post /admin/channels/test',
      'post /admin/channels/undo',
      'post /admin/channels/{id}/check',
      'post /admin/channels/{id}/cooldown',
      'post /admin/channels/{id}/cooldown/clear',
      'post /admin/channels/{id}/cooldown/try-now',
      'post /admin/channels/{id}/keys',
      'post /admin/channels/{id}/keys/{keyId}/cooldown',
      'post /admin/channels/{id}/keys/{keyId}/cooldown/clear',
      'post /admin/channels/{id}/keys/{keyId}/cooldown/try-now',
      'post /admin/channels/{id}/models/fetch',
      'post /admin/channels/{id}/test',
      'post /admin/connections/{client}/connect',
      'post /admin/connections/{client}/disconnect',
      'post /admin/connections/{client}/preview',
      'post /admin/cooldowns/clear',
      'post /admin/cooldowns/presets/{name}',
      'post /admin/in-flight/{id}/cancel',
      'post /admin/in-flight/{id}/next',
      'post /admin/metrics-token/rotate',
      'post /admin/requests/{id}/replay',
      'post /admin/restore',
      'post /admin/route/explain',
      'post /admin/rules',
      'post /admin/rules/test',
      'post /admin/tokens',
      'post /admin/tokens/local/rotate',
      'post /admin/tokens/undo',
      'post /login',
      'post /login/ticket',
      'post /logout',
      'put /admin/channels/order',
      'put /admin/channels/{id}',
      'put /admin/password',
      'put /admin/prices',
      'put /admin/rules/order',
    ]);
  });

  it('says which calls need a session', async () => {
    const { paths } = await documentOf();
    for (const [path, methods] of Object.entries(paths)) {
      const isOpen = !path.startsWith('/admin/') && path !== '/metrics';
      const monitors = path === '/metrics' ? [{ metricsToken: [] }] : [];
      const expected = isOpen ? [] : [...monitors, { session: [] }];
      for (const { security } of Object.values(methods)) {
        expect([path, security]).toEqual([path, expected]);
      }
    }
  });

  it('names the types that occur again and again', async () => {
    const { components } = await documentOf();
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining([
        'Channel',
        'ChannelInput',
        'Error',
        'RequestRecord',
        'Setting',
        'Token',
      ]),
    );
  });
});

describe('the documentation page', () => {
  it('shows every call and type', async () => {
    const { paths, components } = await documentOf();
    const page = (await asAdmin('GET', '/admin/docs')).text;
    for (const path of Object.keys(paths)) expect(page).toContain(`<code>${path}</code>`);
    for (const name of Object.keys(components.schemas)) expect(page).toContain(`id="type-${name}"`);
    expect(page).toContain('keyStrategy?: &quot;sequential&quot; | &quot;round_robin&quot;;');
  });

  it('needs neither script nor inline style, which its policy would forbid', async () => {
    const answer = await asAdmin('GET', '/admin/docs');
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.text).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:\/\//);
  });

  it('has a style sheet for light and dark', async () => {
    const answer = await asAdmin('GET', '/admin/docs.css');
    expect(answer.headers.get('content-type')).toContain('text/css');
    expect(answer.text).toContain('color-scheme: light dark');
  });
});
