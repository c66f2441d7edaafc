import type { HeaderLookup } from './header-lookup.ts';

/**
 * What a user agent begins with or contains, and whose it is. Products stand before the libraries they
 * are built on, because both may be named in one line.
 */
const USER_AGENTS: readonly (readonly [pattern: RegExp, family: string])[] = [
  [/^claude-cli\//i, 'claude-code'],
  [/^codex\b|^codex[_-]/i, 'codex'],
  [/^GeminiCLI\b/i, 'gemini-cli'],
  [/\bopencode\//i, 'opencode'],
  [/\baider\b/i, 'aider'],
  [/\bcline\b/i, 'cline'],
  [/^continue\b/i, 'continue'],
  [/\bai-sdk\//i, 'vercel-ai'],
  [/\bgoogle-genai-sdk\//i, 'google-genai'],
  [/^(?:async)?anthropic\//i, 'anthropic-sdk'],
  [/^(?:async)?(?:azure)?openai\//i, 'openai-sdk'],
  [/^curl\//i, 'curl'],
  [/^Mozilla\//i, 'browser'],
];

/** A user agent says who it is at its beginning; beyond this nothing is looked for. */
const LONGEST_USER_AGENT_CHARS = 512;

/** Coarse name of the program that asks, for the record. Never a reason to treat it differently. */
export function clientFamily(userAgent: string | undefined, header: HeaderLookup): string {
  const agent = (userAgent ?? '').slice(0, LONGEST_USER_AGENT_CHARS);
  const family = familyIn(agent);
  // SDKs and browsers also carry products, which then show themselves in a header of their own.
  const isCarrier = family === null || family === 'browser' || family.endsWith('-sdk');
  return (isCarrier ? productOf(header) : null) ?? family ?? 'other';
}

function familyIn(userAgent: string): string | null {
  if (userAgent === '') return null;
  return USER_AGENTS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
}

function productOf(header: HeaderLookup): string | null {
  if (header('x-claude-code-session-id') !== undefined) return 'claude-code';
  if (header('originator')?.toLowerCase().startsWith('codex') === true) return 'codex';
  const title = header('x-title')?.toLowerCase();
  if (title === 'aider' || title === 'cline' || title === 'continue') return title;
  if (header('x-goog-api-client')?.includes('google-genai-sdk/') === true) return 'google-genai';
  return null;
}
