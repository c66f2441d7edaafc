import type { ChannelPreset, PresetEndpoint } from '../../contracts/channel-guess.ts';
import { ANY_MODEL } from '../../contracts/constants.ts';
import type { Protocol } from '../../contracts/protocol.ts';

type Vendor = Pick<ChannelPreset, 'name' | 'title'> & {
  readonly endpoints: readonly [PresetEndpoint, ...PresetEndpoint[]];
  readonly keyPrefixes?: readonly string[];
  readonly keysUrl?: string;
  readonly docsUrl?: string;
  readonly isLocal?: true;
  /** For those that ask for none. */
  readonly apiKey?: string;
};

const CHAT: readonly Protocol[] = ['openai-chat'];
const CLAUDE: readonly Protocol[] = ['anthropic'];

function at(url: string, protocols: readonly Protocol[], label = ''): PresetEndpoint {
  return { url, protocols, label };
}

/** Known vendors. Their addresses are those of their documentation, without a version where one is added anyway. */
const VENDORS: readonly Vendor[] = [
  {
    name: 'anthropic',
    title: 'Anthropic',
    endpoints: [at('https://api.anthropic.com', CLAUDE)],
    keyPrefixes: ['sk-ant-'],
    keysUrl: 'https://platform.claude.com/settings/keys',
    docsUrl: 'https://platform.claude.com/docs',
  },
  {
    name: 'openai',
    title: 'OpenAI',
    endpoints: [at('https://api.openai.com', ['openai-chat', 'openai-responses'])],
    keyPrefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-'],
    keysUrl: 'https://platform.openai.com/api-keys',
    docsUrl: 'https://platform.openai.com/docs',
  },
  {
    name: 'gemini',
    title: 'Google Gemini',
    endpoints: [
      at('https://generativelanguage.googleapis.com', ['gemini']),
      at('https://generativelanguage.googleapis.com/v1beta/openai', CHAT),
    ],
    keyPrefixes: ['AIza'],
    keysUrl: 'https://aistudio.google.com/apikey',
    docsUrl: 'https://ai.google.dev/gemini-api/docs',
  },
  {
    name: 'openrouter',
    title: 'OpenRouter',
    endpoints: [at('https://openrouter.ai/api', ['openai-chat', 'openai-responses', 'anthropic'])],
    keyPrefixes: ['sk-or-'],
    keysUrl: 'https://openrouter.ai/settings/keys',
    docsUrl: 'https://openrouter.ai/docs',
  },
  {
    name: 'deepseek',
    title: 'DeepSeek',
    endpoints: [
      at('https://api.deepseek.com', CHAT),
      at('https://api.deepseek.com/anthropic', CLAUDE),
    ],
    keysUrl: 'https://platform.deepseek.com/api_keys',
    docsUrl: 'https://api-docs.deepseek.com',
  },
  {
    name: 'moonshot',
    title: 'Moonshot (Kimi)',
    endpoints: [
      at('https://api.moonshot.ai', CHAT, 'international'),
      at('https://api.moonshot.ai/anthropic', CLAUDE, 'international'),
      at('https://api.moonshot.cn', CHAT, 'china'),
      at('https://api.moonshot.cn/anthropic', CLAUDE, 'china'),
    ],
    keysUrl: 'https://platform.moonshot.ai/console/api-keys',
    docsUrl: 'https://platform.moonshot.ai/docs',
  },
  {
    name: 'zai',
    title: 'Z.ai (GLM, international)',
    endpoints: [
      at('https://api.z.ai/api/anthropic', CLAUDE),
      at('https://api.z.ai/api/paas/v4', CHAT),
      at('https://api.z.ai/api/coding/paas/v4', CHAT, 'coding plan'),
    ],
    keysUrl: 'https://z.ai/manage-apikey/apikey-list',
    docsUrl: 'https://docs.z.ai',
  },
  {
    name: 'zhipu',
    title: 'Zhipu (GLM, China)',
    endpoints: [
      at('https://open.bigmodel.cn/api/anthropic', CLAUDE),
      at('https://open.bigmodel.cn/api/paas/v4', CHAT),
      at('https://open.bigmodel.cn/api/coding/paas/v4', CHAT, 'coding plan'),
    ],
    keysUrl: 'https://open.bigmodel.cn/usercenter/apikeys',
    docsUrl: 'https://docs.bigmodel.cn',
  },
  {
    name: 'minimax',
    title: 'MiniMax',
    endpoints: [
      at('https://api.minimax.io/anthropic', CLAUDE, 'international'),
      at('https://api.minimax.io', CHAT, 'international'),
      at('https://api.minimaxi.com/anthropic', CLAUDE, 'china'),
      at('https://api.minimaxi.com', CHAT, 'china'),
    ],
    keysUrl: 'https://platform.minimax.io/user-center/basic-information/interface-key',
    docsUrl: 'https://platform.minimax.io/docs',
  },
  {
    name: 'dashscope',
    title: 'Qwen (Alibaba Model Studio)',
    endpoints: [
      at('https://dashscope.aliyuncs.com/compatible-mode/v1', CHAT, 'china'),
      at('https://dashscope.aliyuncs.com/apps/anthropic', CLAUDE, 'china'),
      at('https://dashscope-intl.aliyuncs.com/compatible-mode/v1', CHAT, 'international'),
      at('https://dashscope-intl.aliyuncs.com/apps/anthropic', CLAUDE, 'international'),
    ],
    keysUrl: 'https://bailian.console.aliyun.com/?tab=model#/api-key',
    docsUrl: 'https://www.alibabacloud.com/help/en/model-studio',
  },
  {
    name: 'siliconflow',
    title: 'SiliconFlow',
    endpoints: [
      at('https://api.siliconflow.cn', ['openai-chat', 'anthropic'], 'china'),
      at('https://api.siliconflow.com', ['openai-chat', 'anthropic'], 'international'),
    ],
    keysUrl: 'https://cloud.siliconflow.cn/account/ak',
    docsUrl: 'https://docs.siliconflow.cn',
  },
  {
    name: 'groq',
    title: 'Groq',
    endpoints: [at('https://api.groq.com/openai', CHAT)],
    keyPrefixes: ['gsk_'],
    keysUrl: 'https://console.groq.com/keys',
    docsUrl: 'https://console.groq.com/docs',
  },
  {
    name: 'mistral',
    title: 'Mistral',
    endpoints: [at('https://api.mistral.ai', CHAT)],
    keysUrl: 'https://console.mistral.ai/api-keys',
    docsUrl: 'https://docs.mistral.ai',
  },
  {
    name: 'xai',
    title: 'xAI (Grok)',
    endpoints: [at('https://api.x.ai', ['openai-chat', 'openai-responses'])],
    keyPrefixes: ['xai-'],
    keysUrl: 'https://console.x.ai',
    docsUrl: 'https://docs.x.ai',
  },
  {
    name: 'together',
    title: 'Together AI',
    endpoints: [at('https://api.together.xyz', CHAT)],
    keyPrefixes: ['tgp_v1_'],
    keysUrl: 'https://api.together.ai/settings/api-keys',
    docsUrl: 'https://docs.together.ai',
  },
  {
    name: 'fireworks',
    title: 'Fireworks AI',
    endpoints: [at('https://api.fireworks.ai/inference', CHAT)],
    keyPrefixes: ['fw_'],
    keysUrl: 'https://app.fireworks.ai/settings/users/api-keys',
    docsUrl: 'https://docs.fireworks.ai',
  },
  {
    name: 'azure',
    title: 'Azure OpenAI (put the name of your resource into the address)',
    endpoints: [
      at('https://your-resource.openai.azure.com/openai/v1', ['openai-chat', 'openai-responses']),
    ],
    docsUrl: 'https://learn.microsoft.com/azure/ai-foundry/openai/',
  },
  {
    name: 'ollama',
    title: 'Ollama on this machine',
    endpoints: [at('http://127.0.0.1:11434', CHAT)],
    docsUrl: 'https://docs.ollama.com',
    isLocal: true,
    apiKey: 'ollama',
  },
  {
    name: 'lm-studio',
    title: 'LM Studio on this machine',
    endpoints: [at('http://127.0.0.1:1234', CHAT)],
    docsUrl: 'https://lmstudio.ai/docs',
    isLocal: true,
    apiKey: 'lm-studio',
  },
  {
    name: 'simulated',
    title: 'Simulated upstream of changing moods (start it with "npm run chaos")',
    // Where `npm run chaos` listens unless told otherwise.
    endpoints: [
      at('http://127.0.0.1:8790', ['anthropic', 'openai-chat', 'openai-responses', 'gemini']),
    ],
    isLocal: true,
    apiKey: 'sk-sim-moody-rough-1',
  },
];

export const CHANNEL_PRESETS: readonly ChannelPreset[] = VENDORS.map((vendor) => {
  const { name, title, endpoints, keyPrefixes = [], keysUrl = null, docsUrl = null } = vendor;
  const [{ url, protocols }] = endpoints;
  return {
    name,
    title,
    channel: {
      name: name === 'simulated' ? 'Simulated' : title.replace(/ (?:\(|on ).*$/, ''),
      url,
      api_key: vendor.apiKey ?? '',
      models: [ANY_MODEL],
      protocols,
    },
    endpoints,
    keyPrefixes,
    keysUrl,
    docsUrl,
    isLocal: vendor.isLocal ?? false,
  };
});
