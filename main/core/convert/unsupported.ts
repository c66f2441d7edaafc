import type { JsonObject } from '../gate/event-json.ts';
import type { Quirks } from './inner/quirks.ts';
import { hint } from './inner/reading.ts';
import type { Loss } from './inner/request.ts';

/** Takes out the members that a vendor refuses. */
export function withoutUnsupported(
  body: JsonObject,
  { unsupported }: Pick<Quirks, 'unsupported'>,
  losses: Loss[],
): JsonObject {
  const refused = unsupported.filter((name) => name in body);
  if (refused.length === 0) return body;
  for (const name of refused) losses.push(hint('unsupported-member', name));
  return Object.fromEntries(Object.entries(body).filter(([name]) => !refused.includes(name)));
}
