import type { Protocol } from '../../../main/contracts/protocol.ts';
import { convertRequest, readRequest, type Converted } from '../../../main/core/convert/convert.ts';
import { NO_QUIRKS, type Quirks } from '../../../main/core/convert/inner/quirks.ts';
import { isConvertError } from '../../../main/core/convert/invalid.ts';

type Options = {
  readonly quirks?: Partial<Quirks>;
  readonly model?: string;
  readonly isStreaming?: boolean;
};

/** A client's body as the proxy converts it; losses of content are dropped. */
export function converted(
  from: Protocol,
  to: Protocol,
  body: object,
  { quirks = {}, model = 'm', isStreaming = false }: Options = {},
): Converted {
  const request = readRequest(from, body, { model: null, isStreaming });
  if (isConvertError(request)) throw new Error(request.message);
  const facts = {
    quirks: { ...NO_QUIRKS, ...quirks },
    model,
    isStreaming,
    onLoss: 'drop' as const,
  };
  const written = convertRequest(request, to, facts);
  if (isConvertError(written)) throw new Error(written.message);
  return written;
}

export function lossesOf({ losses }: Pick<Converted, 'losses'>): readonly string[] {
  return losses.map(({ weight, name, detail }) => [weight, name, detail ?? ''].join(' ').trim());
}
