import type { Channel } from '../contracts/channel.ts';
import type { Settings } from '../contracts/settings.ts';

export type BannerFacts = {
  readonly version: string;
  readonly address: string;
  readonly dataFolder: string;
  readonly channels: readonly Channel[];
  readonly settings: Settings;
  /** The local client token; null when it must not or cannot be shown here. */
  readonly token: string | null;
  /** A password made just now; null otherwise. */
  readonly newPassword: string | null;
  readonly notices: readonly string[];
};

/** What a person who starts the program wants to know, in the order they need it. */
export function banner(facts: BannerFacts): string {
  const { settings } = facts;
  return [
    `ccLoad ${facts.version}`,
    '',
    `  UI         ${facts.address}/web/`,
    `  Data       ${facts.dataFolder}`,
    ...(facts.newPassword === null
      ? []
      : [`  Password   ${facts.newPassword}   (shown only now; change it in the UI)`]),
    '',
    ...channelLines(facts.channels),
    '',
    `  Limits     ${String(settings.maxConcurrency)} requests at once, bodies up to ${mebibytes(settings.maxBodyBytes)}, ${keysText(settings.maxKeysPerChannel)} per channel and ${seconds(settings.attemptBudgetMs)} of failing attempts per request, failover ${settings.isFailoverEnabled ? 'on' : 'off'}`,
    `  Timeouts   connect ${seconds(settings.connectTimeoutMs)}, first byte ${seconds(settings.firstByteTimeoutMs)}, silence ${seconds(settings.idleTimeoutMs)}, whole answer ${seconds(settings.totalTimeoutMs)}`,
    '',
    ...exportLines(facts.address, facts.token),
    ...facts.notices.map((notice) => `\n  Note: ${notice}`),
    '',
  ].join('\n');
}

function channelLines(channels: readonly Channel[]): string[] {
  if (channels.length === 0) return ['  Channels   none yet: the UI says how to add one'];
  return channels.map((channel, index) => {
    const url = channel.urls[0]?.url ?? '(no URL)';
    const more = channel.urls.length > 1 ? ` (+${String(channel.urls.length - 1)})` : '';
    const label = index === 0 ? 'Channels ' : '         ';
    return `  ${label}  ${String(index + 1)}. ${channel.name}  ${url}${more}  ${stateOf(channel)}`;
  });
}

function stateOf(channel: Channel): string {
  if (!channel.isEnabled) return 'disabled';
  if (channel.keys.length > 0 && channel.keys.every((key) => key.secret === null)) return 'locked';
  return channel.keys.some((key) => key.isEnabled) ? 'enabled' : 'no enabled key';
}

function exportLines(address: string, token: string | null): string[] {
  const shown = token ?? '<token: see the UI>';
  return [
    '  Claude Code',
    `    export ANTHROPIC_BASE_URL=${address} ANTHROPIC_AUTH_TOKEN=${shown}`,
    '  Codex (with base_url = "' +
      `${address}/v1" and env_key = "CCLOAD_TOKEN" in ~/.codex/config.toml)`,
    `    export CCLOAD_TOKEN=${shown}`,
    '  Gemini CLI',
    `    export GOOGLE_GEMINI_BASE_URL=${address} GEMINI_API_KEY=${shown}`,
    '  OpenAI-compatible clients',
    `    export OPENAI_BASE_URL=${address}/v1 OPENAI_API_KEY=${shown}`,
  ];
}

function keysText(count: number): string {
  return count === 1 ? '1 key' : `${String(count)} keys`;
}

function seconds(ms: number): string {
  return ms === 0 ? 'off' : `${String(ms / 1000)} s`;
}

function mebibytes(bytes: number): string {
  return `${String(Math.round((bytes / 1024 / 1024) * 10) / 10)} MiB`;
}
