import { ANY_MODEL, BALANCINGS } from '../../contracts/constants.ts';
import type { ImportProblem } from '../../contracts/import.ts';
import {
  distinctNames,
  hostOf,
  type Found,
  type FoundChannel,
  type FoundSetting,
  type FoundToken,
} from './found.ts';
import { isTree, TreeReader, type Tree } from './tree.ts';

/** Its old form keeps the servers one level deeper. */
export function isLoadBalancer(root: Tree): boolean {
  const inner = root['load_balancer'];
  return isServerList(root['servers']) || (isTree(inner) && isServerList(inner['servers']));
}

function isServerList(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isTree(one) && 'url' in one);
}

/** `config.json` of the Claude Code load balancer (Claude Code 代理服务). Its servers have no names: their hosts serve. */
export function readLoadBalancer(root: Tree): Found {
  const problems: ImportProblem[] = [];
  const reader = new TreeReader(root, '', problems);
  const balancer = reader.tree('load_balancer') ?? reader;
  const algorithm = balancer.text('algorithm') ?? balancer.text('type');
  const isWeighted = algorithm === undefined || algorithm.startsWith('weighted');
  const isByPriority = reader.text('mode') === 'fallback';
  const servers = balancer.trees('servers');
  const channels = channelsOf(servers, { isWeighted, isByPriority });
  const settings = settingsOf(reader, balancer, algorithm);
  const tokens = reader.texts('auth_keys').map((secret, at): FoundToken => ({
    line: null,
    path: `auth_keys.${String(at)}`,
    token: { secret },
    draft: { name: `Load balancer ${String(at + 1)}` },
  }));
  for (const name of ['port', 'auth']) if (reader.has(name)) reader.note('setElsewhere', name);
  if (reader.has('health_check')) reader.note('notSupported', 'health_check');
  if (balancer !== reader) balancer.noteOthers();
  reader.noteOthers(['debug']);
  return { kind: 'load-balancer', channels, settings, tokens, problems };
}

function channelsOf(
  servers: readonly TreeReader[],
  how: { readonly isWeighted: boolean; readonly isByPriority: boolean },
): readonly FoundChannel[] {
  const nameOf = distinctNames();
  return servers.map((server, at): FoundChannel => {
    const url = server.text('url');
    const weight = server.number('weight');
    const rank = server.number('priority');
    if (server.has('balance_check')) server.note('notSupported', 'balance_check');
    const input = {
      name: nameOf(server.text('name') ?? hostOf(url ?? '') ?? `Server ${String(at + 1)}`),
      url,
      api_key: server.text('token'),
      models: [ANY_MODEL],
      // Each as it came: a weight of the other algorithms means nothing, and 1 shares evenly.
      weight: how.isWeighted ? (weight ?? 1) : 1,
      // There the lowest number comes first, and without one the order of the file.
      priority: how.isByPriority ? (rank === undefined ? servers.length - at : -rank) : 0,
    };
    server.noteOthers(['balance_check_interval', 'balance_threshold']);
    return { line: null, path: server.path, input, errors: {} };
  });
}

function settingsOf(
  reader: TreeReader,
  balancer: TreeReader,
  algorithm: string | undefined,
): readonly FoundSetting[] {
  const at = (name: string): { line: null; path: string } => ({ line: null, path: name });
  const isFallback = reader.flag('fallback');
  const cooldown = reader.number('cooldown');
  const balancing = BALANCINGS.find((one) => one === algorithm);
  if (algorithm !== undefined && balancing === undefined) {
    balancer.note('badValue', 'algorithm', 'must be round_robin, weighted_round_robin or random');
  }
  const cooldownNames = ['cooldownServerMs', 'cooldownTimeoutMs', 'cooldownUnreachableMs'] as const;
  return [
    ...(balancing === undefined
      ? []
      : [{ ...at('algorithm'), name: 'balancing' as const, value: balancing }]),
    ...(isFallback === undefined
      ? []
      : [{ ...at('fallback'), name: 'isFailoverEnabled' as const, value: isFallback }]),
    ...(cooldown === undefined
      ? []
      : cooldownNames.map((name) => ({ ...at('cooldown'), name, value: cooldown * 1000 }))),
  ];
}
