import { href } from '../../app/place.ts';
import type { CaseId } from './texts/index.ts';

type CaseLink = 'channels' | 'requests' | 'failures' | 'tokens' | 'connect' | 'usage';
type SettingsLink = 'cooldowns' | 'timeouts' | 'costs' | 'security' | 'diagnostics' | 'proxy';

/** Where each link of the page leads. */
export const LINKS: Readonly<Record<CaseLink | SettingsLink, string>> = {
  channels: href('channels'),
  requests: href('requests'),
  failures: href('requests', { filter: 'is:failed' }),
  tokens: href('tokens'),
  connect: href('connect'),
  usage: href('usage'),
  cooldowns: href('settings', { section: 'cooldowns' }),
  timeouts: href('settings', { section: 'timeouts' }),
  costs: href('settings', { section: 'costs' }),
  security: href('settings', { section: 'security' }),
  diagnostics: href('settings', { section: 'diagnostics' }),
  proxy: href('settings', { section: 'proxy' }),
};

/** The cases in the order in which people meet them, and the screens that help with each. */
export const CASES: readonly {
  readonly id: CaseId;
  readonly links: readonly (keyof typeof LINKS)[];
}[] = [
  { id: 'unauthorized', links: ['connect', 'tokens'] },
  { id: 'notFound', links: ['connect', 'requests'] },
  { id: 'environment', links: ['connect'] },
  { id: 'keyRefused', links: ['failures', 'channels'] },
  { id: 'modelUnknown', links: ['channels'] },
  { id: 'allCooling', links: ['channels', 'cooldowns'] },
  { id: 'rateLimited', links: ['failures', 'tokens'] },
  { id: 'slow', links: ['requests', 'timeouts'] },
  { id: 'breaksOff', links: ['failures', 'timeouts'] },
  { id: 'certificate', links: ['channels', 'diagnostics'] },
  { id: 'cost', links: ['usage', 'costs'] },
  { id: 'locked', links: ['channels', 'diagnostics'] },
  { id: 'port', links: ['proxy', 'diagnostics'] },
  { id: 'password', links: ['security'] },
];
