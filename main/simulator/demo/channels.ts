import { startSimulator, type Simulator } from '../simulator.ts';

/** A channel of the demo, as the admin API takes it, except for its URL. */
type DemoChannel = {
  readonly name: string;
  readonly protocols: readonly string[];
  readonly priority: number;
  readonly models: readonly string[];
  readonly keys: readonly { readonly secret: string; readonly note: string }[];
};

const CLAUDE = ['claude-sonnet-5-5', 'claude-haiku-5-5'];
const GPT = ['gpt-5.4', 'gpt-5.4-mini'];
const GEMINI = ['gemini-3-pro', 'gemini-3-flash'];

/** Good ones first; the last one keeps every client served however bad the day is. */
const CHANNELS: readonly DemoChannel[] = [
  {
    name: 'Anthropic direct',
    protocols: ['anthropic'],
    priority: 20,
    models: CLAUDE,
    keys: [
      { secret: 'sk-sim-moody-gentle-3', note: 'team account' },
      { secret: 'sk-sim-healthy-90+slow-500-30', note: 'own account' },
    ],
  },
  {
    name: 'Relay Frankfurt',
    protocols: ['anthropic', 'openai-chat', 'openai-responses'],
    priority: 10,
    models: [...CLAUDE, ...GPT],
    keys: [{ secret: 'sk-sim-moody-rough-5', note: 'prepaid' }],
  },
  {
    name: 'OpenAI',
    protocols: ['openai-chat', 'openai-responses'],
    priority: 20,
    models: GPT,
    keys: [{ secret: 'sk-sim-moody-gentle-11', note: '' }],
  },
  {
    name: 'Budget relay',
    protocols: ['openai-chat', 'openai-responses', 'gemini'],
    priority: 20,
    models: [...GPT, ...GEMINI],
    keys: [{ secret: 'sk-sim-moody-stormy-2', note: 'cheap, and it shows' }],
  },
  {
    name: 'Gemini',
    protocols: ['gemini'],
    priority: 10,
    models: GEMINI,
    keys: [
      { secret: 'sk-sim-moody-rough-23', note: 'free tier' },
      { secret: 'sk-sim-moody-gentle-29', note: 'billed' },
    ],
  },
  {
    name: 'Last resort',
    protocols: ['anthropic', 'openai-chat', 'openai-responses', 'gemini'],
    priority: 0,
    models: [...CLAUDE, ...GPT, ...GEMINI],
    keys: [{ secret: 'sk-sim-healthy-70+slow-900-50+zstd', note: 'slow and dear' }],
  },
];

export type SimulatedChannel = {
  readonly channel: DemoChannel & { readonly urls: readonly string[] };
  readonly simulator: Simulator;
};

/** Every channel gets an upstream of its own, as in life; they answer from now on. */
export async function startChannels(): Promise<SimulatedChannel[]> {
  return Promise.all(
    CHANNELS.map(async (channel) => {
      const simulator = await startSimulator({ keepRequests: 0 });
      return { channel: { ...channel, urls: [simulator.url] }, simulator };
    }),
  );
}
