import type { Config } from '../app/config.ts';
import { VendorProbe } from '../app/vendor-probe.ts';
import type { ModelFetchResult } from '../contracts/admin-api.ts';
import type { ChannelView } from '../contracts/channel.ts';
import { errorCodes } from './error-codes.ts';
import { lookAtClients } from './clients.ts';
import type { Server } from './server.ts';

const ASK_MS = 30_000;
/** Vendors refuse signed requests, and certificates look expired, from about here on. */
const CLOCK_OFF_MS = 60_000;

export type Finding = {
  readonly what: string;
  readonly verdict: 'good' | 'warn' | 'bad';
  readonly text: string;
};

/** Looks at everything that keeps a request from being answered; costs no tokens. */
export async function diagnose(
  server: Server,
  dataFolder: string,
  outboundProxy: Config['outboundProxy'],
): Promise<readonly Finding[]> {
  const channels = (await server.get<readonly ChannelView[]>('/admin/channels')).filter(
    ({ isEnabled }) => isEnabled,
  );
  const port: Finding = {
    what: 'port',
    verdict: 'good',
    text: `ccLoad ${server.version} answers at ${server.address}.`,
  };
  const none: Finding = { what: 'channels', verdict: 'bad', text: 'No channel is enabled.' };
  return [
    port,
    ...(channels.length === 0 ? [none] : []),
    ...(await upstreams(channels, new VendorProbe(outboundProxy, ASK_MS))),
    ...(await Promise.all(channels.map((channel) => keysOf(server, channel)))),
    ...(await clients(dataFolder)),
  ];
}

/** One HEAD to each vendor: its certificate is checked by it, and its clock is in the answer. */
async function upstreams(
  channels: readonly ChannelView[],
  probe: VendorProbe,
): Promise<readonly Finding[]> {
  const urls = channels
    .filter(({ proxyUrl }) => proxyUrl === null)
    .flatMap((channel) => channel.urls.map(({ url }) => new URL(url).origin));
  const origins = [...new Set(urls)].filter((origin) => origin.startsWith('https:'));
  try {
    return (await Promise.all(origins.map((origin) => upstream(origin, probe)))).flat();
  } finally {
    await probe.close();
  }
}

async function upstream(origin: string, probe: VendorProbe): Promise<readonly Finding[]> {
  const proxy = probe.proxyOf(origin);
  const found = await seen(origin, proxy, probe);
  if (proxy === null) return found;
  const text = `${origin} is reached through ${proxy}, which this environment names (HTTPS_PROXY, NO_PROXY). The running program goes by its own.`;
  return [{ what: 'proxy', verdict: 'good', text }, ...found];
}

async function seen(origin: string, proxy: string | null, probe: VendorProbe): Promise<Finding[]> {
  try {
    const sentAt = Date.now();
    const there = Date.parse((await probe.date(origin)) ?? '');
    const good: Finding = { what: 'certificate', verdict: 'good', text: `${origin} is trusted.` };
    if (Number.isNaN(there)) return [good];
    return [good, clock(origin, there - (sentAt + Date.now()) / 2)];
  } catch (error) {
    const codes = errorCodes(error).join(', ');
    const isCertificate = /CERT|SIGNED|ISSUER|ALTNAME/.test(codes);
    const what = isCertificate ? 'certificate' : 'network';
    const why = isCertificate
      ? 'does not show a certificate that is trusted here'
      : `cannot be reached ${proxy === null ? 'directly' : `through ${proxy}`}`;
    return [
      { what, verdict: isCertificate ? 'bad' : 'warn', text: `${origin} ${why} (${codes}).` },
    ];
  }
}

function clock(origin: string, offMs: number): Finding {
  const seconds = String(Math.round(Math.abs(offMs) / 1000));
  return Math.abs(offMs) < CLOCK_OFF_MS
    ? { what: 'clock', verdict: 'good', text: `It agrees with that of ${origin}.` }
    : { what: 'clock', verdict: 'bad', text: `It is ${seconds} s off that of ${origin}.` };
}

/** The list of models costs nothing, and vendors give it to good keys alone. */
async function keysOf(server: Server, { id, name }: ChannelView): Promise<Finding> {
  const path = `/admin/channels/${String(id)}/models/fetch`;
  const result = await server.get<ModelFetchResult>(path, ASK_MS);
  return result.isOk
    ? {
        what: 'key',
        verdict: 'good',
        text: `${name}: lists ${String(result.models.length)} models.`,
      }
    : { what: 'key', verdict: 'bad', text: `${name}: ${result.message}` };
}

async function clients(dataFolder: string): Promise<Finding[]> {
  const found = (await lookAtClients(dataFolder)).filter(({ isFound }) => isFound);
  return found.map(({ title, state, conflicts, trouble }) => ({
    what: 'client',
    verdict: trouble !== null || conflicts.length > 0 ? 'warn' : 'good',
    text: `${title}: ${trouble?.text ?? [state, ...conflicts.map(({ text }) => text)].join('. ')}`,
  }));
}
