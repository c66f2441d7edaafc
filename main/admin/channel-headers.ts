import type { ChannelHeader } from '../contracts/channel.ts';
import { isReservedHeader } from '../core/upstream-headers.ts';
import type { FieldErrors } from './field-errors.ts';

/** Complains about headers that a channel may not set. Their form has been checked before. */
export function checkHeaders(headers: readonly ChannelHeader[], errors: FieldErrors): void {
  const names = new Set<string>();
  for (const [index, header] of headers.entries()) {
    const name = header.name.toLowerCase();
    const path = `headers.${index.toString()}.name`;
    if (isReservedHeader(name)) errors.report(path, 'is set by the program itself');
    if (names.has(name)) errors.report(path, 'is there twice');
    names.add(name);
  }
}
