import type { Protocol } from '../../contracts/protocol.ts';
import type { ConvertError, RequestFacts, WriteFacts, Written } from './codec.ts';
import { codecOf } from './codecs.ts';
import { fit, type ToolNames } from './fit/fit.ts';
import type { InnerRequest, Loss } from './inner/request.ts';
import { isConvertError } from './invalid.ts';

export type ConvertFacts = WriteFacts & {
  /** What happens to a loss of content. Hints are always dropped. */
  readonly onLoss: 'drop' | 'refuse';
};

export type Converted = Written & { readonly names: ToolNames };

/**
 * What the proxy calls. A request is read once, and written once for each candidate whose channel speaks another protocol:
 *
 *   client body ─ readRequest ─▶ InnerRequest ─ convertRequest (fit, write) ─▶ upstream body
 *   upstream bytes ─ AnswerConverter (read, client's names of tools, write) ─▶ client bytes
 */
export function readRequest(
  from: Protocol,
  body: unknown,
  facts: RequestFacts,
): InnerRequest | ConvertError {
  return codecOf(from).readRequest(body, facts);
}

export function convertRequest(
  request: InnerRequest,
  to: Protocol,
  facts: ConvertFacts,
): Converted | ConvertError {
  const codec = codecOf(to);
  const fitted = fit(request, codec.abilities, facts.quirks);
  const written = codec.writeRequest(fitted.request, facts);
  const losses = eachOnce([...fitted.losses, ...written.losses]);
  if (isConvertError(written)) return { ...written, losses };
  const refused = losses.filter(({ weight }) => weight === 'content');
  if (facts.onLoss === 'refuse' && refused.length > 0) return cannotCarry(to, refused);
  return { ...written, losses, names: fitted.names };
}

function cannotCarry(to: Protocol, losses: readonly Loss[]): ConvertError {
  const named = losses.map(({ name, detail }) => (detail === null ? name : `${name} (${detail})`));
  const message = `The channel speaks ${to}, which cannot carry: ${named.join(', ')}.`;
  return { kind: 'convertError', reason: 'cannotCarry', message, losses };
}

function eachOnce(losses: readonly Loss[]): readonly Loss[] {
  const seen = new Map(losses.map((loss) => [`${loss.name} ${loss.detail ?? ''}`, loss]));
  return [...seen.values()];
}
