import { describe, expect, it } from 'vitest';
import { failureClass, type BlameReason } from '../../main/core/classify.ts';
import type { OutcomeFacts } from '../../main/core/outcome.ts';
import { judge, short, answered, anthropic, openai, gemini } from '../support/verdict-case.ts';

const HTML = '<!DOCTYPE html><html><body>nginx</body></html>';
const CLIENT = 'relay client client 0';
const TOKEN = 'relay client opaqueToken 0';
const AUTH = 'nextKey key auth 300';
const BALANCE = 'nextKey key balance 300';
const ACCOUNT = 'nextChannel channel account 300';
const LIMITED = 'nextKey key rateLimit 61';
const QUOTA = 'nextKey key quota 61';
const OVERLOADED = 'nextChannel model overloaded 10';
const SERVER = 'nextChannel model server 120';
const TIMEOUT = 'nextChannel model timeout 60';
const CUT = 'nextChannel model cut 60';
const MODEL = 'nextChannel model model 60';
const WRONG_URL = 'nextChannel channel wrongUrl 60';

const STATUSES: [string, number, string, string][] = [
  ['a success', 200, '', 'relay nobody none 0'],
  ['a success without content', 204, '', 'relay nobody none 0'],
  ['not modified', 304, '', 'relay nobody none 0'],
  ['a redirect', 301, '', WRONG_URL],
  ['a temporary redirect', 307, '', WRONG_URL],
  ['a bad request', 400, anthropic('invalid_request_error', 'messages.0: bad'), CLIENT],
  ['an empty bad request', 400, '', CLIENT],
  ['a bad key as Gemini says it', 400, gemini(400, 'INVALID_ARGUMENT', 'API key not valid.'), AUTH],
  [
    'a bad key as Google names it',
    400,
    gemini(400, 'INVALID_ARGUMENT', 'x', [{ reason: 'API_KEY_INVALID' }]),
    AUTH,
  ],
  ['a bad key by its code', 400, openai('No.', 'invalid_api_key'), AUTH],
  ['a bad key in words', 400, openai('Incorrect API key provided: sk-x.'), AUTH],
  ['a bad key in Chinese', 400, openai('无效的令牌'), AUTH],
  [
    'a request about bad keys',
    400,
    openai(`Invalid value: "my invalid api key". Supported values are 'a'.`),
    CLIENT,
  ],
  ['a bad key member', 400, openai("Unknown parameter: 'api_key'."), CLIENT],
  [
    'a low balance at Anthropic',
    400,
    anthropic('invalid_request_error', 'Your credit balance is too low to access the API.'),
    BALANCE,
  ],
  [
    'an organisation that is closed',
    400,
    anthropic('invalid_request_error', 'This organization has been disabled.'),
    ACCOUNT,
  ],
  [
    'a context too long at Anthropic',
    400,
    anthropic('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    CLIENT,
  ],
  [
    'a context too long at OpenAI',
    400,
    openai("This model's maximum context length is 8192 tokens.", 'context_length_exceeded'),
    CLIENT,
  ],
  ['a context too long in a 500', 500, openai('x', 'context_length_exceeded'), CLIENT],
  ...[
    anthropic(
      'invalid_request_error',
      'messages.1.content.0: Invalid `signature` in `thinking` block',
    ),
    anthropic('invalid_request_error', 'messages.7.content.2: Invalid signature in thinking block'),
    anthropic(
      'invalid_request_error',
      'messages.5.content.4: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.',
    ),
    anthropic(
      'invalid_request_error',
      'messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks).',
    ),
    anthropic('invalid_request_error', 'messages.1.content.0.thinking.signature: Field required'),
    openai('The encrypted content gAAA...DQ== could not be verified.', 'invalid_encrypted_content'),
    openai(
      'The encrypted content for item rs_1 could not be verified. Reason: organization_id did not match the target organization.',
    ),
    openai("Item with id 'rs_1' not found. Items are not persisted when `store` is set to false."),
    gemini(
      400,
      'INVALID_ARGUMENT',
      'Unable to submit request because Thought signature is not valid..',
    ),
    gemini(400, 'INVALID_ARGUMENT', 'Corrupted thought signature.'),
    gemini(
      400,
      'INVALID_ARGUMENT',
      'Function call is missing a thought_signature in functionCall parts. This is required.',
    ),
    gemini(
      400,
      'INVALID_ARGUMENT',
      "Invalid value at 'contents[1].parts[0].thought_signature' (TYPE_BYTES), Base64 decoding failed",
    ),
  ].map((text, at): [string, number, string, string] => [
    `something minted elsewhere, in form ${String(at)}`,
    400,
    text,
    TOKEN,
  ]),
  ['encrypted content in a 500', 500, openai('x', 'invalid_encrypted_content'), TOKEN],
  [
    'a reasoning item nobody stored',
    404,
    openai("Item with id 'rs_1' not found. Items are not persisted when `store` is set to false."),
    TOKEN,
  ],
  ['a file that was not found', 400, openai("File with id 'file_1' not found."), CLIENT],
  [
    'a message about signatures',
    400,
    anthropic(
      'invalid_request_error',
      'tools.0.name: "Invalid signature in thinking block" is no name',
    ),
    CLIENT,
  ],
  ['a missing model at DeepSeek', 400, openai('Model Not Exist'), MODEL],
  ['a key refused', 401, anthropic('authentication_error', 'invalid x-api-key'), AUTH],
  ['an empty refusal', 401, '', AUTH],
  ['an account suspended', 401, openai('Your account has been suspended.'), ACCOUNT],
  ['an account suspended, in short', 401, openai('account suspended'), ACCOUNT],
  ['a service disabled', 403, gemini(403, 'PERMISSION_DENIED', 'SERVICE_DISABLED'), ACCOUNT],
  ['an account closed, in Chinese', 403, openai('您的账户已被封禁'), ACCOUNT],
  ['an account closed, by code', 401, openai('x', 'account_deactivated'), ACCOUNT],
  [
    'a key disabled by its account',
    403,
    openai('The API key was disabled by the account owner'),
    AUTH,
  ],
  ['a quota exceeded', 401, openai('quota exceeded'), AUTH],
  ['an insufficient balance', 401, openai('insufficient balance'), BALANCE],
  ['no user quota at a relay', 403, openai('用户额度不足', 'insufficient_user_quota'), BALANCE],
  ['payment required', 402, '', BALANCE],
  ['permission denied', 403, anthropic('permission_error'), AUTH],
  ['a block page', 403, HTML, AUTH],
  ['nothing found, empty', 404, '', WRONG_URL],
  ['nothing found, a web page', 404, HTML, WRONG_URL],
  ['nothing found, by a framework', 404, '404 page not found', WRONG_URL],
  ['nothing found, by FastAPI', 404, '{"detail":"Not Found"}', WRONG_URL],
  ['a doubled version segment', 404, openai('Invalid URL (POST /v1/v1/messages)'), WRONG_URL],
  ['a missing model at Anthropic', 404, anthropic('not_found_error', 'model: claude-x'), MODEL],
  [
    'a missing model at OpenAI',
    404,
    openai('The model `x` does not exist', 'model_not_found'),
    MODEL,
  ],
  [
    'a missing model at Gemini',
    404,
    gemini(404, 'NOT_FOUND', 'models/x is not found for API'),
    MODEL,
  ],
  ['a missing deployment', 404, openai('No.', 'DeploymentNotFound'), MODEL],
  ['a missing model in Chinese', 404, openai('模型 x 不存在'), MODEL],
  ['a missing file', 404, openai('No such File object: file-1'), CLIENT],
  ['a model that is gone', 410, openai('The model x has reached its end of life'), MODEL],
  ['something else that is gone', 410, openai('The batch has expired'), CLIENT],
  ['a wrong method', 405, '', WRONG_URL],
  ['a timeout of the upstream', 408, '', TIMEOUT],
  ['an upstream that hung up', 499, '', TIMEOUT],
  ['a conflict', 409, '', CLIENT],
  ['a body too large', 413, anthropic('request_too_large'), CLIENT],
  ['a teapot', 418, '', CLIENT],
  ['an unprocessable body', 422, '{"detail":[{"msg":"field required"}]}', CLIENT],
  ['a legal reason', 451, '', CLIENT],
  ['a rate limit', 429, anthropic('rate_limit_error'), LIMITED],
  ['an empty rate limit', 429, '', LIMITED],
  [
    'a rate limit of the IP',
    429,
    openai('IP rate limit reached'),
    'nextChannel channel rateLimit 61',
  ],
  [
    'a rate limit of the account',
    429,
    openai('account rate limit'),
    'nextChannel channel rateLimit 61',
  ],
  ['a global rate limit', 429, openai('Global rate limit.'), 'nextChannel channel rateLimit 61'],
  [
    'an organization limit',
    429,
    openai('organization limit hit'),
    'nextChannel channel rateLimit 61',
  ],
  [
    'the usual rate limit of Anthropic',
    429,
    anthropic('rate_limit_error', "This request would exceed your organization's rate limit"),
    LIMITED,
  ],
  [
    'no more quota at OpenAI',
    429,
    openai('You exceeded your current quota', 'insufficient_quota'),
    QUOTA,
  ],
  ['an overload as 429', 429, openai('x', null, 'engine_overloaded_error'), OVERLOADED],
  ['an overload of Zhipu', 429, openai('x', '1305'), OVERLOADED],
  ['an overload of new-api', 429, openai('当前分组上游负载已饱和，请稍后再试'), OVERLOADED],
  ['an internal error', 500, anthropic('api_error'), SERVER],
  ['an overload as 500', 500, anthropic('overloaded_error'), OVERLOADED],
  ['not implemented', 501, '', SERVER],
  ['a bad gateway', 502, HTML, SERVER],
  ['unavailable', 503, '', OVERLOADED],
  ['a gateway timeout', 504, '', SERVER],
  ["Cloudflare's web server is down", 521, HTML, SERVER],
  ["Cloudflare's timeout", 524, HTML, SERVER],
  ['overloaded', 529, anthropic('overloaded_error', 'Overloaded'), OVERLOADED],
  ['an unknown server error', 599, '', SERVER],
];

describe('classify, by status and text', () => {
  it.each(STATUSES)('takes %s (%i) as it is meant', (_what, status, text, expected) => {
    expect(short(judge(answered(status), text))).toBe(expected);
  });

  it.each(['global', 'IP', 'account', 'organization'])(
    'charges the channel with a 429 whose scope is %s',
    (scope) => {
      expect(judge(answered(429), '', { 'x-ratelimit-scope': scope }).blame).toBe('channel');
    },
  );

  it.each(['30', '61', 'Tue, 09 Dec 2025 10:00:00 GMT'])(
    'charges the key with a 429 whatever its Retry-After (%s)',
    (value) => {
      expect(judge(answered(429), '', { 'retry-after': value }).blame).toBe('key');
    },
  );
});

describe('classify, without an answer', () => {
  it.each([
    ['refused', 'nextUrl url unreachable 30'],
    ['dns', 'nextUrl url unreachable 30'],
    ['tls', 'nextUrl url unreachable 30'],
    ['reset', 'nextUrl url unreachable 30'],
    ['selfLoop', 'nextChannel channel selfLoop 30'],
  ] as const)('takes %s for a fault of where it leads', (cause, expected) => {
    expect(short(judge({ kind: 'unreachable', cause, detail: '' }))).toBe(expected);
  });

  it.each([
    ['connect', 'nextUrl url unreachable 30'],
    ['firstByte', TIMEOUT],
    ['gate', TIMEOUT],
    ['idle', TIMEOUT],
    ['total', TIMEOUT],
  ] as const)('takes a timeout of %s for what it is', (phase, expected) => {
    expect(short(judge({ kind: 'timedOut', phase, afterMs: 1 }))).toBe(expected);
  });

  it.each([
    [false, CUT],
    [true, 'stop model cut 60'],
  ])('never goes on with an answer that broke after the gate (%s)', (isAfterGate, expected) => {
    const outcome: OutcomeFacts = { kind: 'broken', status: 200, detail: '', isAfterGate };
    expect(short(judge(outcome))).toBe(expected);
  });

  it.each([
    ['clientLeft', 'stop nobody none 0'],
    ['cancelled', 'stop nobody none 0'],
    ['rerouted', 'nextChannel nobody none 0'],
  ] as const)('charges nobody when %s', (kind, expected) => {
    expect(short(judge({ kind }))).toBe(expected);
  });
});

describe('failureClass', () => {
  it.each<[BlameReason, string]>([
    ['auth', 'keyRefused'],
    ['account', 'keyRefused'],
    ['balance', 'keyRefused'],
    ['quota', 'rateLimited'],
    ['rateLimit', 'rateLimited'],
    ['client', 'invalid'],
    ['server', 'passing'],
    ['unreachable', 'passing'],
  ])('counts %s as %s', (reason, expected) => {
    expect(failureClass({ ...judge(answered(500)), reason })).toBe(expected);
  });
});
