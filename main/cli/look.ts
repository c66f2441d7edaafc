import type { ChannelView } from '../contracts/channel.ts';
import type { CooldownView } from '../contracts/cooldown.ts';
import type { InFlightList } from '../contracts/admin-api.ts';
import type { InFlightView } from '../contracts/live-events.ts';
import type { PublicSummary } from '../contracts/statistics.ts';
import type { Server } from './server.ts';

/** What is going on, as `status` and `top` show it. */
export type Look = {
  readonly address: string;
  readonly at: number;
  readonly inFlight: readonly InFlightView[];
  readonly channels: readonly { readonly name: string; readonly state: ChannelState }[];
  readonly today: {
    readonly requests: number;
    readonly failed: number;
    readonly costUsd: number;
  };
};

type ChannelState = 'ready' | 'cooling' | 'off';

export async function lookAt(server: Server): Promise<Look> {
  const [{ inFlight }, channels, cooldowns, today] = await Promise.all([
    server.get<InFlightList>('/admin/in-flight'),
    server.get<readonly ChannelView[]>('/admin/channels'),
    server.get<readonly CooldownView[]>('/admin/cooldowns'),
    server.get<PublicSummary>('/public/summary'),
  ]);
  return {
    address: server.address,
    at: Date.now(),
    inFlight,
    channels: channels.map((channel) => ({
      name: channel.name,
      state: stateOf(channel, cooldowns),
    })),
    today: {
      requests: today.total_requests,
      failed: today.error_requests,
      costUsd: today.total_cost,
    },
  };
}

function stateOf({ id, isEnabled }: ChannelView, cooldowns: readonly CooldownView[]): ChannelState {
  if (!isEnabled) return 'off';
  const isCooling = cooldowns.some(
    ({ scope, state }) => scope.kind === 'channel' && scope.channelId === id && state === 'open',
  );
  return isCooling ? 'cooling' : 'ready';
}

/** One line, for Claude Code's status line. */
export function statusLine({ inFlight, channels, today }: Look): string {
  const ready = channels.filter(({ state }) => state === 'ready').length;
  const cooling = channels.filter(({ state }) => state === 'cooling');
  const names = [...new Set(inFlight.flatMap(({ channelName }) => channelName ?? []))];
  return [
    `ccload ${names.length === 0 ? 'idle' : names.join(', ')}`,
    `${String(ready)}/${String(channels.filter(({ state }) => state !== 'off').length)} ready`,
    ...(cooling.length === 0 ? [] : [`cooling: ${cooling.map(({ name }) => name).join(', ')}`]),
    `$${today.costUsd.toFixed(2)} today`,
  ].join(' · ');
}

/** A screen of the terminal: never wider or higher than it is. */
export function topScreen(look: Look, columns: number, rows: number): readonly string[] {
  const { inFlight, channels, today, at } = look;
  const lines = [
    `ccLoad at ${look.address}   q quits`,
    `Today: ${String(today.requests)} requests, ${String(today.failed)} failed, $${today.costUsd.toFixed(2)}`,
    '',
    `In flight: ${String(inFlight.length)}`,
    ...inFlight.map((one) => flightLine(one, at)),
    '',
    'Channels',
    ...channels.map(({ name, state }) => `  ${state.padEnd(8)} ${name}`),
  ];
  const shown = lines.length > rows ? [...lines.slice(0, rows - 1), '…'] : lines;
  return shown.map((line) => clipped(plain(line), columns));
}

function flightLine(one: InFlightView, at: number): string {
  const seconds = ((at - one.startedAt) / 1000).toFixed(1).padStart(6);
  const tokens = one.outputTokens === null ? '' : ` ${String(one.outputTokens)} tokens`;
  const attempts = one.attemptCount > 1 ? ` (attempt ${String(one.attemptCount)})` : '';
  return `  ${seconds} s  ${one.clientFamily}  ${one.requestedModel ?? '-'}  → ${one.channelName ?? 'waiting'}${attempts}${tokens}`;
}

/** A name may hold what a terminal would obey. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}

/** These take two columns. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;

function clipped(text: string, columns: number): string {
  const characters = [...text];
  const widths = characters.map((character) => (WIDE.test(character) ? 2 : 1));
  let width = widths.reduce((sum, one) => sum + one, 0);
  if (width <= columns) return text;
  // One column is for the sign that something is missing.
  while (width > columns - 1) {
    characters.pop();
    width -= widths.pop() ?? 0;
  }
  return `${characters.join('')}…`;
}
