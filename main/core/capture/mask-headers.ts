import { maskSecret, redactText } from '../redact.ts';
import { splitTarget } from '../query.ts';

/** Headers that carry a credential by their name, whoever made it up. */
const CREDENTIAL =
  /authorization|cookie|(?:^|[-_])(?:key|apikey|token|secret|password|credential)$/;

/** Names that look like it and are none: they only tell one request from another. */
const HARMLESS: ReadonlySet<string> = new Set(['idempotency-key', 'sec-websocket-key']);

const CREDENTIAL_PARAMETER = /^(?:key|.*[-_]?api[-_]?key|.*token|.*secret|.*password)$/i;

/** Whether a header of this lower-case name carries a credential. */
export function isCredentialHeader(name: string): boolean {
  return CREDENTIAL.test(name) && !HARMLESS.has(name);
}

/** Values that must not be found anywhere in a capture, beside the keys and tokens that are known by themselves. */
export function credentialsIn(headers: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i]?.toLowerCase() ?? '';
    if (!isCredentialHeader(name) || name.includes('cookie')) continue;
    found.push(schemeOf(headers[i + 1] ?? '')[1]);
  }
  return found;
}

/** Headers, names and values in turn, with every credential masked. */
export function maskHeaders(
  headers: readonly string[],
  secrets: readonly string[],
): readonly string[] {
  return headers.map((part, at) => {
    if (at % 2 === 0) return part;
    const name = headers[at - 1]?.toLowerCase() ?? '';
    return isCredentialHeader(name) ? maskValue(name, part) : redactText(part, secrets);
  });
}

/** A URL or a request target with the credentials in its query masked, and still one. */
export function maskTarget(target: string, secrets: readonly string[]): string {
  const { path, query } = splitTarget(target);
  const masked = query.replace(/([?&])([^=&]*)=([^&]*)/g, (whole, mark: string, name: string) =>
    CREDENTIAL_PARAMETER.test(name) ? `${mark}${name}=***` : whole,
  );
  return redactText(path + masked, secrets);
}

function maskValue(name: string, value: string): string {
  if (name.includes('cookie')) {
    // The names tell which ones there were; what stands behind `;` of a Set-Cookie is no secret, but no help either.
    return value
      .split(/;\s*/)
      .map((crumb) => `${crumb.split('=', 1)[0] ?? ''}=…`)
      .join('; ');
  }
  const [scheme, credential] = schemeOf(value);
  // Half of a Basic credential is half of a password.
  const mask = /^basic/i.test(scheme) ? '…' : maskSecret(credential);
  return scheme + mask;
}

/** `Bearer `, and what follows. */
function schemeOf(value: string): readonly [scheme: string, credential: string] {
  const scheme = /^[A-Za-z][A-Za-z0-9-]* +/.exec(value)?.[0] ?? '';
  return [scheme, value.slice(scheme.length).trim()];
}
