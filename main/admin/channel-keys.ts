import type { ChannelInput, ChannelKeyInput } from '../contracts/channel.schema.ts';
import type { Channel, ChannelKeyDraft } from '../contracts/channel.ts';
import type { FieldErrors } from './field-errors.ts';

type Checks = {
  /** The channel as it is, when there is one: only its own keys may be named by id. */
  readonly existing: Channel | null;
  readonly isOwnToken: (secret: string) => boolean;
  readonly errors: FieldErrors;
};

/** The rule of the schema, for keys that arrive several in one text. */
const SECRET = /^[\x21-\x7e]{1,4096}$/;

/** The keys of a channel, checked; null when the input names none. */
export function keyDrafts(input: ChannelInput, checks: Checks): readonly ChannelKeyDraft[] | null {
  if (input.api_key !== undefined && input.keys !== undefined) {
    checks.errors.report('keys', 'give either api_key or keys');
  }
  if (input.keys !== undefined) return draftsFromList(input.keys, checks);
  return input.api_key === undefined ? null : draftsFromText(input.api_key, checks);
}

/** Keys written into one text, divided by commas or line breaks, as the seed programs take them. */
export function draftsFromText(text: string, checks: Checks): readonly ChannelKeyDraft[] {
  const secrets = text
    .split(/[,\r\n]/)
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
  if (secrets.length === 0) checks.errors.report('api_key', 'must not be empty');
  for (const [index, secret] of secrets.entries()) {
    const place = secrets.length === 1 ? '' : `key ${(index + 1).toString()} `;
    if (!SECRET.test(secret)) {
      checks.errors.report('api_key', `${place}must be visible ASCII without spaces`);
    }
    if (secrets.indexOf(secret) < index) checks.errors.report('api_key', `${place}is there twice`);
    checkSecret(secret, 'api_key', checks);
  }
  return secrets.map((secret) => ({ secret, note: '', isEnabled: true }));
}

/** Keys as a list, each a text or an object. */
function draftsFromList(
  list: readonly ChannelKeyInput[],
  checks: Checks,
): readonly ChannelKeyDraft[] {
  const seen = new Set<string | number>();
  const drafts: ChannelKeyDraft[] = [];
  for (const [index, one] of list.entries()) {
    const fields = typeof one === 'string' ? { secret: one } : one;
    const path = `keys.${index.toString()}`;
    const draft = draftOfKey(fields, path, checks);
    if (draft === null) continue;
    // A kept key without its secret is known by its id, a new one by its secret.
    const identity = draft.secret ?? draft.id ?? '';
    if (seen.has(identity)) checks.errors.report(path, 'is there twice');
    seen.add(identity);
    if (draft.secret !== undefined) checkSecret(draft.secret, path, checks);
    drafts.push(draft);
  }
  return drafts;
}

/** What is not said about a kept key stays as it is. Null when the key makes no sense. */
function draftOfKey(
  fields: Exclude<ChannelKeyInput, string>,
  path: string,
  { existing, errors }: Checks,
): ChannelKeyDraft | null {
  const { id, secret } = fields;
  const known = existing?.keys.find((key) => key.id === id);
  const note = fields.note ?? known?.note ?? '';
  const isEnabled = fields.isEnabled ?? known?.isEnabled ?? true;
  if (id !== undefined) {
    if (known === undefined) {
      errors.report(`${path}.id`, 'is not a key of this channel');
      return null;
    }
    return secret === undefined ? { id, note, isEnabled } : { id, secret, note, isEnabled };
  }
  if (secret === undefined) {
    errors.report(
      `${path}.secret`,
      'is missing; only a key that is there already may leave it out',
    );
    return null;
  }
  return { secret, note, isEnabled };
}

/** A channel with one of our own tokens as key would send its requests back to us, for ever. */
export function checkSecret(
  secret: string,
  path: string,
  { isOwnToken, errors }: Pick<Checks, 'isOwnToken' | 'errors'>,
): void {
  if (isOwnToken(secret)) {
    errors.report(path, 'is a client token of this program, not the key of an upstream');
  }
}
