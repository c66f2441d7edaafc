import type { ImportProblem } from '../../contracts/import.ts';
import { ANY_MODEL } from '../../contracts/constants.ts';
import type { Settings } from '../../contracts/settings.ts';
import {
  distinctNames,
  hostOf,
  type Found,
  type FoundChannel,
  type FoundSetting,
} from './found.ts';
import { TreeReader, type Tree } from './tree.ts';

/** Its two words for what a backend speaks, old and new. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  claude: 'anthropic',
  anthropic: 'anthropic',
  openai: 'openai-chat',
};

export function isCcProxy(root: Tree): boolean {
  return Array.isArray(root['backends']);
}

/**
 * `config.json` of CC Proxy. Its backends are tried in the order of the file, so each gets a priority of its own. Its
 * breaker knows one length, as our preset of that name does.
 */
export function readCcProxy(root: Tree): Found {
  const problems: ImportProblem[] = [];
  const reader = new TreeReader(root, '', problems);
  const backends = reader.trees('backends');
  const nameOf = distinctNames();
  const channels = backends.map((backend, at): FoundChannel => {
    const url = backend.text('base_url');
    const word = backend.text('api_type') ?? backend.text('platform') ?? 'claude';
    const protocol = PROTOCOLS[word.toLowerCase()];
    if (protocol === undefined) backend.note('badValue', 'api_type', 'must be claude or openai');
    if (backend.has('api_key')) backend.note('notNeeded', 'api_key', 'the key is in token');
    const input = {
      name: nameOf(backend.text('name') ?? hostOf(url ?? '') ?? `Backend ${String(at + 1)}`),
      url,
      api_key: backend.text('token'),
      enabled: backend.flag('enabled') ?? true,
      models: [ANY_MODEL],
      modelOverride: backend.text('model') ?? null,
      protocols: [protocol ?? 'anthropic'],
      priority: backends.length - at,
    };
    backend.noteOthers();
    return { line: null, path: backend.path, input, errors: {} };
  });
  const settings = [...timeoutOf(reader), ...failoverOf(reader)];
  if (reader.has('port')) reader.note('setElsewhere', 'port');
  reader.noteOthers();
  return { kind: 'cc-proxy', channels, settings, tokens: [], problems };
}

function timeoutOf(root: TreeReader): readonly FoundSetting[] {
  const retry = root.tree('retry');
  // Its own README calls it unused.
  if (retry?.has('max_attempts') === true) retry.note('notNeeded', 'max_attempts');
  const seconds = retry?.number('timeout_seconds');
  retry?.noteOthers();
  // There it bounds answers that are no streams, which is what this one does here.
  return seconds === undefined
    ? []
    : [setting('totalTimeoutMs', seconds * 1000, 'retry.timeout_seconds')];
}

function failoverOf(root: TreeReader): readonly FoundSetting[] {
  const failover = root.tree('failover');
  const breaker = failover?.tree('circuit_breaker');
  const limit = failover?.tree('rate_limit');
  const threshold = breaker?.number('failure_threshold');
  const open = breaker?.number('open_timeout_seconds');
  const trials = breaker?.number('half_open_requests');
  const cooldown = limit?.number('cooldown_seconds');
  if (trials !== undefined && trials !== 1) {
    breaker?.note('notSupported', 'half_open_requests', 'one request at a time is let through');
  }
  for (const part of [breaker, limit, failover]) part?.noteOthers();
  const openAt = 'failover.circuit_breaker.open_timeout_seconds';
  const openMs = (open ?? 0) * 1000;
  return [
    ...(threshold === undefined
      ? []
      : [
          setting('failuresBeforeOpening', threshold, 'failover.circuit_breaker.failure_threshold'),
        ]),
    ...(open === undefined
      ? []
      : [
          setting('cooldownServerMs', openMs, openAt),
          setting('cooldownTimeoutMs', openMs, openAt),
          setting('cooldownOverloadedMs', openMs, openAt),
          setting('cooldownUnreachableMs', openMs, openAt),
          setting('cooldownMaxMs', Math.max(openMs, (cooldown ?? 0) * 1000), openAt),
        ]),
    ...(cooldown === undefined
      ? []
      : [setting('cooldownRateLimitMs', cooldown * 1000, 'failover.rate_limit.cooldown_seconds')]),
  ];
}

function setting(name: keyof Settings, value: unknown, path: string): FoundSetting {
  return { name, value, line: null, path };
}
