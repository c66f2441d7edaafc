import type { Channel } from '../../contracts/channel.ts';
import type { Diagnostics } from '../../contracts/diagnostics.ts';
import type { Settings } from '../../contracts/settings.ts';
import { vendorOfUrl } from '../guess-channel/guess.ts';

/** What went wrong of late: no text of an upstream, which may quote anything. */
type ReportedFailure = {
  readonly channelId: number;
  readonly outcome: string;
  readonly status: number | null;
  readonly count: number;
};

export type ReportFacts = {
  readonly diagnostics: Diagnostics;
  readonly settings: Settings;
  readonly defaults: Settings;
  readonly channels: readonly Channel[];
  readonly cooldownCount: number;
  readonly failures: readonly ReportedFailure[];
  /** Is replaced by `~` in paths, because it names its owner. */
  readonly home: string;
  /** ISO 8601. */
  readonly at: string;
};

const MAX_CHANNELS = 100;
const MAX_FAILURES = 30;

/** One text for a bug report. It names no secret, no private host, no channel, no model and nothing of a prompt. */
export function diagnosticsReport(facts: ReportFacts): string {
  return [
    `# ccLoad Desktop report, ${facts.at}`,
    section('Program', programLines(facts)),
    section('Settings other than the defaults', settingLines(facts)),
    section('Channels', channelLines(facts)),
    section('Failures of the last 24 hours', failureLines(facts)),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return `\n## ${title}\n\n${lines.length === 0 ? 'None.' : lines.map((line) => `- ${line}`).join('\n')}`;
}

function programLines({ diagnostics, cooldownCount, home }: ReportFacts): readonly string[] {
  const { versions, platform, uptimeMs, eventLoop, memory, cpuShare, database } = diagnostics;
  const { program, node, sqlite, undici, electron } = versions;
  const path = (text: string): string => (home === '' ? text : text.replaceAll(home, '~'));
  const delay =
    eventLoop === null
      ? 'not measured yet'
      : `p50 ${String(eventLoop.p50Ms)} ms, p99 ${String(eventLoop.p99Ms)} ms, max ${String(eventLoop.maxMs)} ms`;
  return [
    `Version ${program}, Node ${node}, SQLite ${sqlite}, undici ${undici}${electron === null ? '' : `, Electron ${electron}`}`,
    `Platform ${platform}, up for ${String(Math.round(uptimeMs / 60_000))} min`,
    `Event loop delay: ${delay}`,
    `Memory: ${mib(memory.rssBytes)} resident, ${mib(memory.heapUsedBytes)} heap, ${mib(memory.externalBytes)} external; ${String(cpuShare ?? 0)} of a processor`,
    `Database ${path(database.file)}: ${mib(database.sizeBytes)}, log ${mib(database.walBytes)}`,
    `Rows: ${Object.entries(database.rows)
      .map(([table, count]) => `${table} ${String(count)}`)
      .join(', ')}`,
    `Log level ${diagnostics.log.level}, ${diagnostics.log.file === null ? 'to the terminal' : path(diagnostics.log.file)}`,
    `${String(diagnostics.inFlight)} in flight, ${String(diagnostics.eventStreams)} event streams, ${String(cooldownCount)} cooldowns`,
  ];
}

function settingLines({ settings, defaults }: ReportFacts): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const usual = defaults[name as keyof Settings];
    if (JSON.stringify(value) === JSON.stringify(usual)) return [];
    return [`${name}: ${settingText(value)} (default ${settingText(usual)})`];
  });
}

/** Lists hold addresses. */
function settingText(value: Settings[keyof Settings]): string {
  return typeof value === 'object' ? `${String(value.length)} entries` : String(value);
}

function channelLines({ channels }: ReportFacts): readonly string[] {
  const lines = channels.slice(0, MAX_CHANNELS).map((channel) => {
    const { id, isEnabled, protocols, urls, keys, models, priority } = channel;
    const vendors = new Set(urls.map(({ url }) => vendorOfUrl(url) ?? 'another host'));
    return `#${String(id)}: ${isEnabled ? 'enabled' : 'disabled'}, ${protocols.join(' + ')}, priority ${String(priority)}, ${String(urls.length)} URLs (${[...vendors].join(', ')}), ${String(keys.filter((key) => key.isEnabled).length)}/${String(keys.length)} keys, ${String(models.length)} models`;
  });
  const more = channels.length - lines.length;
  return more > 0 ? [...lines, `and ${String(more)} more`] : lines;
}

function failureLines({ failures }: ReportFacts): readonly string[] {
  const counts = new Map<string, number>();
  for (const { channelId, outcome, status, count } of failures) {
    const where = channelId === 0 ? 'no channel' : `channel #${String(channelId)}`;
    const text = `${outcome}${status === null ? '' : ` ${String(status)}`}, ${where}`;
    counts.set(text, (counts.get(text) ?? 0) + count);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MAX_FAILURES)
    .map(([text, count]) => `${String(count)} × ${text}`);
}

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
