import { maskCutSecret, maskSecret, replaceSecret } from '../../core/redact.ts';

/**
 * A body with these secrets masked wherever they occur. As Latin-1 every byte is one character, so that all else stays as
 * it is, binary bodies included. The end of one that was cut may hold the beginning of a secret.
 */
export function redactBody(body: Buffer, secrets: readonly string[], isWhole: boolean): Buffer {
  const text = body.toString('latin1');
  let redacted = text;
  for (const secret of secrets) {
    const bytes = latin1Of(secret);
    const mask = latin1Of(maskSecret(secret));
    redacted = replaceSecret(redacted, bytes, mask);
    if (!isWhole) redacted = maskCutSecret(redacted, bytes, mask);
  }
  return redacted === text ? body : Buffer.from(redacted, 'latin1');
}

/** The UTF-8 bytes of a text, each as a character. */
function latin1Of(text: string): string {
  return Buffer.from(text).toString('latin1');
}
