import type { HeaderLookup } from '../header-lookup.ts';
import type { UpstreamError } from './upstream-error.ts';

/**
 * What the words of an error mean. Names (types, codes) are compared whole. Sentences are compared without
 * what stands in quotes, because there an upstream repeats the client.
 */
type Meaning = { readonly names: ReadonlySet<string>; readonly text: RegExp };

function meaning(names: readonly string[], text: RegExp): Meaning {
  return { names: new Set(names), text };
}

function says({ names, text }: Meaning, error: UpstreamError): boolean {
  for (const name of error.names) if (names.has(name)) return true;
  return text.test(error.plain);
}

/** The account behind every key of the channel is closed. A key of it that is disabled says nothing of the account. */
const ACCOUNT_GONE = meaning(
  ['account_deactivated', 'account_suspended', 'account_disabled', 'service_disabled'],
  /\b(?:account|organi[sz]ation|workspace)(?:(?! key\b) [^\s.,;:]+){0,3}? (?:is|was|(?:has|have) been) (?:\w+ly )?(?:suspended|disabled|banned|deactivated|terminated)\b|\baccount (?:suspended|disabled|banned|deactivated)\b|\b(?:suspended|disabled|banned|deactivated) (?:account|organi[sz]ation)\b|\bservice (?:is |was |has been )?(?:disabled|suspended)\b|(?:账号|账户|帐号|帐户)[^。，,]{0,12}(?:封禁|停用|禁用|冻结|注销)/,
);

export function isAccountGone(error: UpstreamError): boolean {
  return says(ACCOUNT_GONE, error);
}

/** Gemini, Together and many relays report a bad key as 400 or inside a 200. */
const KEY_INVALID = meaning(
  ['invalid_api_key', 'api_key_invalid', 'authentication_error', 'unauthenticated'],
  /\b(?:incorrect|invalid|expired|wrong|revoked|no such|unknown) (?:\w+ )?api ?key\b|\bapi ?key (?:provided )?(?:(?:is|was|has|been) ){0,2}(?:not valid|not found|invalid|incorrect|expired|revoked|disabled|reported as leaked)\b|(?:无效|错误|过期)的? ?(?:api ?key|密钥|令牌)|(?:api ?key|密钥|令牌) ?(?:无效|错误|不正确|已?过期|已?失效|已被禁用|不存在)/,
);

export function isKeyInvalid(error: UpstreamError): boolean {
  return says(KEY_INVALID, error);
}

/** Anthropic sends an empty balance as 400, OpenAI as 429, new-api as 403, Alibaba and Zhipu by their own codes. */
const BALANCE_EMPTY = meaning(
  [
    'insufficient_quota',
    'insufficient_user_quota',
    'insufficient_balance',
    'billing_error',
    'billing_hard_limit_reached',
    'billing_not_active',
    'exceeded_current_quota_error',
    'arrearage',
    '1113',
  ],
  /\bcredit balance is too low\b|\binsufficient (?:account |user )?(?:balance|credits?|funds|quota)\b|\b(?:out of|no more|not enough|requires more) credits\b|\bexceeded your current quota\b|余额不足|额度不足|额度已?用[尽完]|欠费/,
);

export function isBalanceEmpty(error: UpstreamError): boolean {
  return says(BALANCE_EMPTY, error);
}

/** No other channel would take the request either, and clients shorten the conversation when they read this. */
const CONTEXT_TOO_LONG = meaning(
  ['context_length_exceeded', 'context_too_large', 'request_too_large'],
  /\b(?:prompt|input|request|conversation) is too long\b|\bmaximum context length\b|\b(?:exceeds?|exceeded|exceeding|beyond|over|larger than|longer than|reached)\b[^.!?\n]{0,40}\bcontext (?:window|length|size|limit)\b|\bcontext (?:window|length|size|limit) (?:is |was |has been )?(?:exceeded|too long)\b|\binput token count\b[^.!?\n]{0,60}\bexceeds\b|上下文[^。\n]{0,10}(?:过长|超[出过]|超限)/,
);

export function isContextTooLong(error: UpstreamError): boolean {
  return says(CONTEXT_TOO_LONG, error);
}

/** Refusals of the content itself, which Codex and others show to the user. */
const CONTENT_REFUSED = meaning(
  ['invalid_prompt', 'content_policy_violation', 'content_filter', 'cyber_policy', 'bio_policy'],
  /(?!)/,
);

export function isContentRefused(error: UpstreamError): boolean {
  return says(CONTENT_REFUSED, error);
}

/**
 * Something in the conversation was minted elsewhere, or was lost: a thinking signature, encrypted reasoning, a thought
 * signature. Names of members stand in quotes and are gone from the sentence here ("Invalid `signature` in `thinking`
 * block"), but for those who leave the quotes out.
 */
const TOKEN_REFUSED = meaning(
  ['invalid_encrypted_content', 'invalid_thinking_signature'],
  /\binvalid (?:signature )?in (?:(?:redacted )?thinking )?block\b|\bsignature: field required\b|\bblocks in the latest assistant message cannot be modified\b|\bmust start with a thinking block\b|\bthought signature (?:is |was )?(?:not valid|invalid|corrupted)\b|\b(?:invalid|corrupted) thought signature\b|\bmissing a thought signature\b|\(type bytes\), base64 decoding failed|\bencrypted content\b.{0,300}\bcould not be (?:verified|decrypted|parsed)\b|^item with id .{0,200}\bnot found\. items are not persisted\b/,
);

export function isTokenRefused(error: UpstreamError): boolean {
  return says(TOKEN_REFUSED, error);
}

const MODEL_MISSING = meaning(
  ['model_not_found', 'model_not_exist', 'model_decommissioned', 'deploymentnotfound'],
  /\bmodels?\b[^.!?\n]{0,80}\b(?:unsupported|not supported|not found|(?:does )?not exist|not available|no longer available|unavailable|end of life|deprecated|retired|decommissioned)\b|\b(?:unknown|unsupported|no such|invalid) model\b|^model:|模型[^。\n]{0,40}(?:不存在|不支持|未找到|不可用|已下线|已停用)/,
);

export function isModelMissing(error: UpstreamError): boolean {
  return says(MODEL_MISSING, error);
}

/** As `isModelMissing` where the status does not help: DeepSeek and Groq name a missing model in a 400. */
const MODEL_MISSING_SURELY = meaning(
  ['model_not_found', 'model_not_exist', 'model_decommissioned'],
  /^model not exist/,
);

export function isModelSurelyMissing(error: UpstreamError): boolean {
  return says(MODEL_MISSING_SURELY, error);
}

/** What web frameworks, gateways and OpenAI say about a path they do not have: the base URL is wrong. */
const PATH_UNKNOWN = meaning(
  ['unknown_url'],
  /^(?:error:? )?(?:404:? )?(?:page )?not found\.?$|\binvalid url \(|^cannot (?:post|get) \/|\bno route matched\b|^resource not found\.?$/,
);

export function isPathUnknown(error: UpstreamError): boolean {
  return says(PATH_UNKNOWN, error);
}

/** The service as a whole has too much to do: other keys fare no better, and it is over in seconds. */
const OVERLOADED = meaning(
  [
    'overloaded_error',
    'service_unavailable_error',
    'server_is_overloaded',
    'engine_overloaded_error',
    'slow_down',
    'unavailable',
    '1305', // Zhipu: too much traffic on this model
  ],
  /\boverloaded\b|\b(?:model|server|system) load (?:is )?too high\b|\bat capacity\b|负载(?:过高|已?饱和)|(?:系统|服务器?|模型)(?:当前)?(?:繁忙|过载)/,
);

export function isOverloaded(error: UpstreamError): boolean {
  return says(OVERLOADED, error);
}

/**
 * A limit that all keys of the channel share. "Your organization's rate limit" is no such sign: every limit of Anthropic
 * and OpenAI is an organisation's, and several keys mostly belong to several organisations.
 */
const SHARED_LIMIT = meaning(
  [],
  /\b(?:ip|account|global)(?: (?:wide|level|address))? rate limit|\borgani[sz]ation limit|\b(?:account|organi[sz]ation) wide\b|\bfrom (?:this|your) ip\b/,
);

const SHARED_SCOPES = new Set(['global', 'ip', 'account', 'organization', 'org']);

export function isSharedLimit(error: UpstreamError, header: HeaderLookup): boolean {
  const scope = header('x-ratelimit-scope')?.trim().toLowerCase();
  return (scope !== undefined && SHARED_SCOPES.has(scope)) || says(SHARED_LIMIT, error);
}

const RATE_LIMITED = meaning(
  [],
  /\brate limit|\btoo many requests\b|请求过于频繁|速率限制|访问量过大/,
);

export function isRateLimited(error: UpstreamError): boolean {
  return says(RATE_LIMITED, error);
}
