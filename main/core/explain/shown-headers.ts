import { maskSecret, redactText } from '../redact.ts';

/** Names under which somebody might send a credential. The key's own headers hold its mask already. */
const SECRETIVE = /auth|cookie|credential|key|password|secret|token/i;

/** Headers in Node's flat form as they may be shown: what looks like a credential by its name or its value is masked. */
export function shownHeaders(
  raw: readonly string[],
  keyMask: string,
  secrets: readonly string[],
): { name: string; value: string }[] {
  const headers: { name: string; value: string }[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const value = raw[at + 1] ?? '';
    const isOurs = value === keyMask || value === `Bearer ${keyMask}`;
    if (isOurs) headers.push({ name, value });
    else if (SECRETIVE.test(name)) headers.push({ name, value: maskSecret(value) });
    else headers.push({ name, value: redactText(value, secrets) });
  }
  return headers;
}
