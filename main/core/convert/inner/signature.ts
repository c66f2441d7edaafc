import type { Protocol } from '../../../contracts/protocol.ts';
import type { Signature } from './parts.ts';

/**
 * A client of another protocol sends a signature back where its own dialect has a place for one. There it must be told
 * from that dialect's own signatures, which no other service would accept, so it carries the name of its protocol.
 */
const MARK = 'ccload.1.';

/** Stands where a dialect demands a signature and there is none. */
const UNSIGNED = `${MARK}none`;

const NAMES: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ['anthropic', 'anthropic'],
  ['openai-chat', 'openai-chat'],
  ['openai-responses', 'openai-responses'],
  ['gemini', 'gemini'],
]);

/** A signature as it stands in a client's dialect: its own as it is, another's with its name. */
export function signatureText(signature: Signature, client: Protocol): string {
  if (signature.protocol === client) return signature.value;
  return `${MARK}${signature.protocol}.${signature.value}`;
}

export function unsignedText(): string {
  return UNSIGNED;
}

/** Whether a signature of a client's history is one of ours: the dialect's own service would refuse it. */
function isConverted(text: string): boolean {
  return text.startsWith(MARK);
}

/** Reads what a client sent back, or an upstream stated. */
export function readSignature(text: unknown, own: Protocol, id: string | null): Signature | null {
  if (typeof text !== 'string' || text === '') return null;
  if (!isConverted(text)) return { protocol: own, value: text, id };
  const end = text.indexOf('.', MARK.length);
  const protocol = NAMES.get(text.slice(MARK.length, end));
  // Unsigned, or cut by somebody: no service takes it.
  if (end < 0 || protocol === undefined) return null;
  return { protocol, value: text.slice(end + 1), id };
}
