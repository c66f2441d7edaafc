import type { Fault, Protocol } from './behaviour.ts';
import type { ErrorFacts } from './dialects/dialect.ts';

/** What a fault may mention. */
type Circumstances = {
  readonly protocol: Protocol;
  readonly key: string;
  readonly model: string;
  /** Epoch milliseconds. */
  readonly now: number;
};

/** Short as the vendors' own; a status without a text here is named by its number. */
const STATUS_TEXTS: ReadonlyMap<number, string> = new Map([
  [401, 'The credentials are missing or wrong.'],
  [403, 'You have no permission to use this resource.'],
  [429, 'Rate limit reached. Please slow down.'],
  [500, 'Internal server error'],
  [502, 'Bad gateway'],
  [503, 'Service temporarily unavailable'],
  [504, 'The upstream did not answer in time.'],
  [529, 'Overloaded'],
]);

/** Vendors word the same fault in their own ways; whoever reads them must know all of these. */
export function describeFault(fault: Fault, about: Circumstances): ErrorFacts {
  const { protocol } = about;
  return { status: fault.status, ...WORDINGS[fault.name](fault, about)[familyOf(protocol)] };
}

type Wording = Omit<ErrorFacts, 'status'>;
/** Both APIs of OpenAI word their errors alike. */
type Family = 'anthropic' | 'openai' | 'gemini';
type Wordings = Readonly<Record<Family, Wording>>;

function familyOf(protocol: Protocol): Family {
  return protocol === 'anthropic' || protocol === 'gemini' ? protocol : 'openai';
}

const WORDINGS: Readonly<Record<Fault['name'], (fault: Fault, about: Circumstances) => Wordings>> =
  {
    plain: ({ status }) =>
      everywhere({
        message: STATUS_TEXTS.get(status) ?? `simulated failure ${String(status)}`,
        // Inside a 200 the type is all there is to tell one error from another.
        ...(status === 529 ? { type: 'overloaded_error' } : {}),
      }),
    invalidKey: () => ({
      anthropic: { message: 'invalid x-api-key', type: 'authentication_error' },
      openai: {
        message: 'Incorrect API key provided. You can find your API key in your account settings.',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      },
      gemini: { message: 'API key not valid. Please pass a valid API key.' },
    }),
    // Real vendors mask it. One that does not must not lead to a key in somebody's log.
    leakedKey: (_, { key }) => everywhere({ message: `Incorrect API key provided: ${key}` }),
    tooLong: () => ({
      anthropic: {
        message: 'prompt is too long: 250000 tokens > 200000 maximum',
        type: 'invalid_request_error',
      },
      openai: {
        message:
          "This model's maximum context length is 128000 tokens. However, your messages resulted in 150000 tokens.",
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
      },
      gemini: {
        message:
          'The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).',
      },
    }),
    noModel: (_, { model }) => ({
      anthropic: { message: `model: ${model}` },
      openai: {
        message: `The model \`${model}\` does not exist or you do not have access to it.`,
        type: 'invalid_request_error',
        code: 'model_not_found',
      },
      gemini: { message: `models/${model} is not found for API version v1beta.` },
    }),
    noPath: () => everywhere({ message: 'The simulator does not know this path.' }),
    // Anthropic calls this an invalid request, although the request has no fault.
    noCredit: () => ({
      ...everywhere({ message: 'Insufficient balance. Please recharge your account.' }),
      anthropic: {
        message: 'Your credit balance is too low to access the Anthropic API.',
        type: 'invalid_request_error',
      },
    }),
    insufficientQuota: () =>
      everywhere({
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
    accountSuspended: () => everywhere({ message: 'This account suspended: contact support.' }),
    accountRateLimit: () => everywhere({ message: 'The account rate limit has been reached.' }),
    // Zhipu's code for a used-up window. Its reset stands in a sentence, in Chinese time.
    quota1308: ({ resetAfterMs = 0 }, { now }) =>
      everywhere({
        message: `已达到 5 小时的使用上限。您的限额将在 ${inBeijing(now + resetAfterMs)} 重置。`,
        type: '1308',
        code: '1308',
      }),
    unknownMood: (_, { key }) =>
      everywhere({
        message: `The simulator knows no behaviour for the key ${key}: npm run chaos -- --list names them.`,
      }),
  };

function everywhere(wording: Wording): Wordings {
  return { anthropic: wording, openai: wording, gemini: wording };
}

const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** As the vendor of code 1308 writes it: local date and time without a zone. */
function inBeijing(at: number): string {
  return new Date(at + BEIJING_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
