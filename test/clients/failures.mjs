import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareEnvironment, start } from './bounded-process.mjs';
import { node, until } from './product.mjs';

const chaos = fileURLToPath(new URL('../../scripts/chaos.mjs', import.meta.url));

/** The first start may build it. */
const START_MS = 180_000;
const RUN_MS = 600_000;

/**
 * How the first channel answers every turn, before anything of it is worth passing on: what it does, the
 * simulator's name for it, and what the record of such an attempt says.
 * @typedef {{ does: string, mood: string, outcome: string }} Failure
 */

/** @type {readonly Failure[]} */
export const FAILURES = [
  { does: 'answers 529', mood: 'status-529', outcome: 'answered' },
  { does: 'answers 429', mood: 'rate-limited', outcome: 'answered' },
  { does: 'sends an error as a 200', mood: 'soft-error', outcome: 'softError' },
  { does: 'begins with an error event', mood: 'error-first', outcome: 'errorEvent' },
  { does: 'breaks off before any content', mood: 'close-before-content', outcome: 'broken' },
];

/** Nothing cools down, so that every turn meets the failing channel and not only the first. */
export const NO_COOLDOWNS = {
  // Without them the conversation would go on at the channel that answered.
  isAffinityEnabled: false,
  cooldownServerMs: 0,
  cooldownTimeoutMs: 0,
  cooldownRateLimitMs: 0,
  cooldownOverloadedMs: 0,
};

/**
 * An upstream that fails in this way: the one that users have as `npm run chaos`.
 * @param {string} mood
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startFailing(mood) {
  const args = ['--port', '0', '--mood', mood];
  const running = start(node, [chaos, ...args], {
    cwd: tmpdir(),
    env: { ...bareEnvironment(), HOME: join(tmpdir(), 'nobody') },
    timeoutMs: RUN_MS,
  });
  let isGone = false;
  void running.ended.then(() => (isGone = true));
  const url = await until(`an upstream that is ${mood}`, START_MS, async () => {
    const { stdout, stderr } = running.output();
    if (isGone) throw new Error(`it ended:\n${stderr}`);
    return /http:\S+:\d+/.exec(stdout)?.[0] ?? null;
  });
  return {
    url,
    stop: async () => {
      running.signal('SIGTERM');
      await running.ended;
    },
  };
}
