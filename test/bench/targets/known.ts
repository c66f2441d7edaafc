import fs from 'node:fs';
import path from 'node:path';
import { MODELS } from '../shapes/request-body.ts';
import { CLIENT_TOKEN } from '../load/request-bytes.ts';
import type { TargetSpec } from './target.ts';

/** The project's folder. */
const root = path.resolve(import.meta.dirname, '../../..');

export type Site = {
  /** Temporary folder of the run. */
  readonly folder: string;
  readonly port: number;
  readonly upstreamPort: number;
};

/** The bare pass-through that everything is compared with. */
export function minimalNode({ folder, port, upstreamPort }: Site): TargetSpec {
  const script = path.join(root, 'test/bench/minimal-node.mjs');
  const name = 'minimal-node';
  const command = [process.execPath, script, String(port), String(upstreamPort)];
  return { name, port, command, folder: path.join(folder, name) };
}

/** The product as a service: log to a file, one client token, an admin password. */
export function ccload(site: Site, nodeOptions: readonly string[]): TargetSpec {
  const folder = path.join(site.folder, 'ccload');
  return {
    name: 'ccload',
    port: site.port,
    command: [
      process.execPath,
      ...nodeOptions,
      path.join(root, 'dist/main/headless.js'),
      '--port',
      String(site.port),
      '--data-dir',
      path.join(folder, 'data'),
    ],
    folder,
    env: { CCLOAD_API_TOKENS: `${CLIENT_TOKEN}|bench`, CCLOAD_PASS: ADMIN_PASSWORD },
  };
}

/** Of a program that lives for one run, on the loopback. */
export const ADMIN_PASSWORD = 'bench-password';

/** @portkey-ai/gateway; its newer @hono/node-server breaks streaming, so the folder pins 1.3.3 by an override. */
export function portkey({ folder, port, upstreamPort }: Site, peers: string): TargetSpec {
  return {
    name: 'portkey',
    port,
    command: [
      process.execPath,
      path.join(peers, 'portkey/node_modules/@portkey-ai/gateway/build/start-server.js'),
      `--port=${String(port)}`,
      '--headless',
    ],
    folder: path.join(folder, 'portkey'),
    env: { NODE_ENV: 'production' },
    headers: {
      'x-portkey-provider': 'anthropic',
      'x-portkey-custom-host': `http://127.0.0.1:${String(upstreamPort)}/v1`,
    },
  };
}

/** @musistudio/claude-code-router with its pass-through for Anthropic, its logs off. */
export function claudeCodeRouter(site: Site, peers: string): TargetSpec {
  const folder = path.join(site.folder, 'ccr');
  const settings = path.join(folder, '.claude-code-router');
  fs.mkdirSync(settings, { recursive: true });
  const provider = {
    name: 'up',
    api_base_url: `http://127.0.0.1:${String(site.upstreamPort)}/v1/messages`,
    api_key: 'sk-ok-ccr',
    models: [MODELS.anthropic],
    transformer: { use: ['Anthropic'] },
  };
  const config = {
    PORT: site.port,
    HOST: '127.0.0.1',
    LOG: false,
    NON_INTERACTIVE_MODE: true,
    Providers: [provider],
    Router: { default: `up,${MODELS.anthropic}` },
  };
  fs.writeFileSync(path.join(settings, 'config.json'), JSON.stringify(config));
  const script = 'ccr/node_modules/@musistudio/claude-code-router/dist/cli.js';
  return {
    name: 'ccr',
    port: site.port,
    command: [process.execPath, path.join(peers, script), 'start'],
    folder,
    env: { SERVICE_PORT: String(site.port) },
  };
}
