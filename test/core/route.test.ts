import { describe, expect, it } from 'vitest';
import { isDataPath, routeRequest } from '../../main/core/route.ts';
import { lookup } from '../support/header-lookup.ts';

const VERSION = { 'anthropic-version': '2023-06-01' };
const GOOGLE = { 'x-goog-api-key': 'k' };
const OPENAI = ['openai-chat', 'openai-responses'];
const ALL = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

describe('routeRequest', () => {
  it.each([
    ['/v1/messages', 'anthropic', ['anthropic'], 'messages'],
    ['/v1/messages/', 'anthropic', ['anthropic'], 'messages'],
    ['/v1/messages/count_tokens', 'anthropic', ['anthropic'], 'countTokens'],
    ['/v1/complete', 'anthropic', ['anthropic'], 'other'],
    ['/v1/chat/completions', 'openai-chat', ['openai-chat'], 'chat'],
    ['/v1/completions', 'openai-chat', ['openai-chat'], 'completions'],
    ['/v1/embeddings', 'openai-chat', OPENAI, 'embeddings'],
    ['/v1/responses', 'openai-responses', ['openai-responses'], 'responses'],
  ])('takes POST %s for an endpoint that needs a model', (path, protocol, accepts, operation) => {
    expect(routeRequest('POST', path, lookup())).toEqual({
      kind: 'proxy',
      protocol,
      accepts,
      operation,
      needsModel: true,
      pathModel: null,
      isStreaming: false,
      path: path.replace(/\/$/, ''),
      query: '',
    });
  });

  it.each([
    ['GET', '/v1/messages/batches', {}, 'anthropic', ['anthropic']],
    ['POST', '/v1/messages/batches', {}, 'anthropic', ['anthropic']],
    ['DELETE', '/v1/messages/batches/msgbatch_1', {}, 'anthropic', ['anthropic']],
    ['GET', '/v1/files', VERSION, 'anthropic', ['anthropic']],
    ['POST', '/v1/skills', VERSION, 'anthropic', ['anthropic']],
    ['GET', '/v1/files', {}, 'openai-chat', OPENAI],
    ['POST', '/v1/images/generations', {}, 'openai-chat', OPENAI],
    ['POST', '/v1/audio/transcriptions', VERSION, 'openai-chat', OPENAI],
    ['POST', '/v1/batches', {}, 'openai-chat', OPENAI],
    ['DELETE', '/v1/models/ft:gpt-4o:acme::abc', {}, 'openai-chat', OPENAI],
    ['DELETE', '/v1/models/ft:gpt-4o:acme', {}, 'openai-chat', OPENAI],
    ['GET', '/v1/chat/completions/chatcmpl-1', {}, 'openai-chat', ['openai-chat']],
    ['POST', '/v1/responses/compact', {}, 'openai-responses', ['openai-responses']],
    ['GET', '/v1/responses/resp_1', VERSION, 'openai-responses', ['openai-responses']],
    ['POST', '/v1/responses/resp_1/cancel', {}, 'openai-responses', ['openai-responses']],
    ['GET', '/v1beta/files', {}, 'gemini', ['gemini']],
    ['POST', '/v1beta/cachedContents', {}, 'gemini', ['gemini']],
    ['GET', '/v1alpha/files', {}, 'gemini', ['gemini']],
  ])('passes on %s %s', (method, path, headers, protocol, accepts) => {
    expect(routeRequest(method, path, lookup(headers))).toEqual({
      kind: 'proxy',
      protocol,
      accepts,
      operation: 'other',
      needsModel: false,
      pathModel: null,
      isStreaming: false,
      path,
      query: '',
    });
  });

  it.each([
    ['/v1beta/models/gemini-2.5-pro:generateContent', 'generate', 'gemini-2.5-pro', false],
    ['/v1beta/models/gemini-2.5-pro:streamGenerateContent', 'generate', 'gemini-2.5-pro', true],
    ['/v1beta/models/gemini-2.5-pro:countTokens', 'countTokens', 'gemini-2.5-pro', false],
    ['/v1beta/models/emb:batchEmbedContents', 'embeddings', 'emb', false],
    ['/v1beta/models/emb:embedContent', 'embeddings', 'emb', false],
    ['/v1/models/gemini-2.5-pro:generateContent', 'generate', 'gemini-2.5-pro', false],
    ['/v1alpha/models/m:generateContent', 'generate', 'm', false],
    ['/v1beta/models/openai%2Fgpt%204:generateContent', 'generate', 'openai/gpt 4', false],
    ['/v1beta/models/llama3:8b:generateContent', 'generate', 'llama3:8b', false],
    ['/v1beta/models/veo:predictLongRunning', 'other', 'veo', false],
    ['/v1/models/imagen:predict', 'other', 'imagen', false],
    ['/v1beta/models/veo/operations/1', 'other', 'veo', false],
    ['/v1beta/tunedModels/t:streamGenerateContent', 'other', null, true],
  ])('reads Gemini’s model and method from %s', (path, operation, pathModel, isStreaming) => {
    expect(routeRequest('POST', path, lookup())).toEqual({
      kind: 'proxy',
      protocol: 'gemini',
      accepts: ['gemini'],
      operation,
      needsModel: operation !== 'other',
      pathModel,
      isStreaming,
      path,
      query: '',
    });
  });

  it.each([
    ['?beta=true', '?beta=true'],
    ['?key=token&alt=sse', '?alt=sse'],
    ['?timeout_ms=5&timeout_s=1&key=token', ''],
  ])('forwards the query %s as %j', (query, forwarded) => {
    const route = routeRequest('POST', `/v1/messages${query}`, lookup());
    expect(route).toMatchObject({ kind: 'proxy', operation: 'messages', query: forwarded });
  });

  it.each([
    ['/v1/models', {}, 'openai-chat', null],
    ['/v1/models/', {}, 'openai-chat', null],
    ['/v1/models?limit=20', VERSION, 'anthropic', null],
    ['/v1/models', GOOGLE, 'gemini', null],
    ['/v1/models/gpt-4o', {}, 'openai-chat', 'gpt-4o'],
    ['/v1/models/openai/gpt-4o', {}, 'openai-chat', 'openai/gpt-4o'],
    ['/v1/models/openai%2Fgpt-4o', {}, 'openai-chat', 'openai/gpt-4o'],
    ['/v1/models/llama3:latest', {}, 'openai-chat', 'llama3:latest'],
    ['/v1/models/claude-opus-4', VERSION, 'anthropic', 'claude-opus-4'],
    ['/v1beta/models', {}, 'gemini', null],
    ['/v1beta/models/gemini-2.5-pro', {}, 'gemini', 'gemini-2.5-pro'],
  ])('answers GET %s from our own models', (target, headers, protocol, model) => {
    const route = { kind: 'models', protocol, model };
    expect(routeRequest('GET', target, lookup(headers))).toEqual(route);
    expect(routeRequest('HEAD', target, lookup(headers))).toEqual(route);
  });

  it('takes HEAD / for a ping, whatever its query', () => {
    expect(routeRequest('HEAD', '/', lookup())).toEqual({ kind: 'ping' });
    expect(routeRequest('HEAD', '/?x=1', lookup())).toEqual({ kind: 'ping' });
  });

  it.each([
    ['/v1/messages', 'POST, OPTIONS'],
    ['/v1/models', 'GET, HEAD, OPTIONS'],
    ['/v1beta/models/m:generateContent', 'POST, OPTIONS'],
    ['/v1/files', ALL],
    ['/nowhere', ALL],
    ['*', ALL],
  ])('answers OPTIONS %s with what is possible there', (target, allow) => {
    expect(routeRequest('OPTIONS', target, lookup())).toEqual({ kind: 'preflight', allow });
  });

  it.each([
    ['/v1/responses', 'openai-responses'],
    ['/v1/realtime?model=x', 'openai-chat'],
    ['/v1/messages', 'anthropic'],
    ['/v1/models', 'openai-chat'],
    ['/v1beta/models/m:bidiGenerateContent', 'gemini'],
  ])('knows a WebSocket upgrade at %s', (target, protocol) => {
    for (const upgrade of ['websocket', 'WebSocket', 'h2c, websocket']) {
      const route = routeRequest('GET', target, lookup({ upgrade }));
      expect(route).toEqual({
        kind: 'websocket',
        protocol,
        isBridged: target === '/v1/responses',
      });
    }
  });

  it('answers an offer of HTTP/2 as plain HTTP', () => {
    const header = lookup({ upgrade: 'h2c' });
    expect(routeRequest('GET', '/v1/models', header).kind).toBe('models');
    expect(routeRequest('POST', '/v1/messages', header).kind).toBe('proxy');
  });

  it.each([
    ['GET', '/v1/messages', 'anthropic', 'POST, OPTIONS'],
    ['HEAD', '/v1/messages/count_tokens', 'anthropic', 'POST, OPTIONS'],
    ['DELETE', '/v1/chat/completions', 'openai-chat', 'POST, OPTIONS'],
    ['GET', '/v1/responses', 'openai-responses', 'POST, OPTIONS'],
    ['GET', '/v1beta/models/m:generateContent', 'gemini', 'POST, OPTIONS'],
    ['GET', '/v1/models/m:streamGenerateContent', 'gemini', 'POST, OPTIONS'],
    ['POST', '/v1/models', 'openai-chat', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/v1beta/models/m', 'gemini', 'GET, HEAD, OPTIONS'],
    ['TRACE', '/v1/files', 'openai-chat', ALL],
    ['PROPFIND', '/v1beta/files', 'gemini', ALL],
  ])('refuses %s %s and says what is allowed', (method, path, protocol, allow) => {
    expect(routeRequest(method, path, lookup())).toEqual({
      kind: 'reject',
      reason: 'wrongMethod',
      protocol,
      allow,
    });
  });

  it.each([
    ['/nowhere', {}, 'openai-chat'],
    ['/nowhere', VERSION, 'anthropic'],
    ['/nowhere', GOOGLE, 'gemini'],
    ['/v1', {}, 'openai-chat'],
    ['/v1/', {}, 'openai-chat'],
    ['/v1beta', {}, 'gemini'],
    ['/v2/messages', {}, 'anthropic'],
    ['/messages', {}, 'anthropic'],
    ['/responses', {}, 'openai-responses'],
    ['/chat/completions', VERSION, 'openai-chat'],
    ['/models/m:generateContent', {}, 'gemini'],
    ['/v1/v1/messages', {}, 'anthropic'],
    ['/v1/v1beta/models/m:generateContent', {}, 'gemini'],
    ['/v1%2Ffiles', {}, 'openai-chat'],
    ['/V1/files', {}, 'openai-chat'],
  ])('finds nothing at %s and answers in the dialect it resembles', (path, headers, protocol) => {
    expect(routeRequest('POST', path, lookup(headers))).toEqual({
      kind: 'reject',
      reason: 'unknownPath',
      protocol,
    });
  });

  it.each([
    ['POST', 'http://127.0.0.1:8080/v1/messages', 'anthropic'],
    ['POST', 'https://api.openai.com/v1/chat/completions', 'openai-chat'],
    ['CONNECT', 'api.openai.com:443', 'openai-chat'],
    ['POST', '*', 'openai-chat'],
    ['POST', '//v1/messages', 'anthropic'],
    ['POST', '/v1/../admin/channels', 'openai-chat'],
    ['POST', '/v1beta/%2e%2e/%2e%2e/admin', 'gemini'],
    ['POST', '/v1/responses\0', 'openai-responses'],
    ['POST', '/v1/messages?a=\r\nb', 'anthropic'],
    ['POST', '/v1/messages#x', 'anthropic'],
    ['OPTIONS', 'http://127.0.0.1/v1/messages', 'anthropic'],
    ['POST', '', 'openai-chat'],
  ])('refuses the target of %s %j', (method, target, protocol) => {
    expect(routeRequest(method, target, lookup())).toEqual({
      kind: 'reject',
      reason: 'badTarget',
      protocol,
    });
  });

  it('judges an escaped path by what it means and forwards it as judged', () => {
    const messages = { kind: 'proxy', operation: 'messages', path: '/v1/messages' };
    expect(routeRequest('POST', '/v1/%6Dessages', lookup())).toMatchObject(messages);
    const batches = { kind: 'proxy', protocol: 'anthropic', operation: 'other' };
    expect(routeRequest('GET', '/v1/messages%2Fbatches', lookup())).toMatchObject(batches);
  });
});

describe('isDataPath', () => {
  it.each([
    '/v1',
    '/v1/messages',
    '/v1beta/models/m:generateContent?key=a',
    '/nowhere',
    '/administrator',
    '/Admin',
    '/%61dmin',
    '*',
    'http://127.0.0.1/admin',
    'admin',
    '',
  ])('claims %j', (target) => {
    expect(isDataPath(target)).toBe(true);
  });

  it.each([
    '/',
    '/?ticket=1',
    '/favicon.ico',
    '/admin',
    '/admin/',
    '/admin/channels?limit=1',
    '/login',
    '/logout',
    '/health',
    '/health?x',
    '/metrics',
    '/public/summary',
    '/web/',
    '/web/assets/a.js',
  ])('leaves %j to the control plane', (target) => {
    expect(isDataPath(target)).toBe(false);
  });
});
