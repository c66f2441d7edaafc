import type { Protocol } from '../../contracts/protocol.ts';
import type { ThinkingPart } from './inner/parts.ts';
import { readSignature, signatureText } from './inner/signature.ts';

/**
 * Redacted reasoning in a dialect that has no such thing. Without this mark it would come back as reasoning whose text
 * nobody showed, which Anthropic tells apart. Signatures are base64 and hold no colon.
 */
const REDACTED = 'redacted:';

type Sealed = Pick<ThinkingPart, 'signature' | 'isRedacted'>;

/** What stands in the one place for a signature that Responses and Gemini have; null when there is none. */
export function sealedText({ signature, isRedacted }: Sealed, client: Protocol): string | null {
  if (signature === null) return null;
  const value = isRedacted ? `${REDACTED}${signature.value}` : signature.value;
  return signatureText({ ...signature, value }, client);
}

/** Reads what `sealedText` wrote, or what the service itself did. */
export function readSealed(text: unknown, own: Protocol, id: string | null = null): Sealed {
  const read = readSignature(text, own, id);
  // The item that carries another service's signature was ours.
  const signature = read === null || read.protocol === own ? read : { ...read, id: null };
  if (signature?.value.startsWith(REDACTED) !== true) return { signature, isRedacted: false };
  const value = signature.value.slice(REDACTED.length);
  return { signature: { ...signature, value }, isRedacted: true };
}
