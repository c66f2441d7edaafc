import { encodePercent } from './percent.ts';

/** Characters shown at each end of a mask; `sk-a…xyz1` is enough to tell the keys of one channel apart. */
const SHOWN_CHARS = 4;

/**
 * Shorter secrets are placeholders (`x`, `no`), as local servers take them: replacing them would eat
 * every message without hiding anything.
 */
const SHORTEST_SECRET_CHARS = 4;

/**
 * A text cut off inside a secret still shows most of it. From this many characters on its end is taken
 * for one; fewer are what the mask itself may show.
 */
const SHORTEST_CUT_CHARS = 8;

/** Bearer values of this length are credentials even without a digit; "Bearer authentication" is not one. */
const SURE_BEARER_CHARS = 24;

// A key starts after anything but a letter or digit. Letters that end an escape (`\n`, `\u0022`, `%22`)
// do not count as such: the texts here are often JSON or parts of a URL.
const KEY_START = String.raw`(?:(?<![A-Za-z0-9])|(?<=\\[bfnrt])|(?<=\\u[0-9A-Fa-f]{4})|(?<=%[0-9A-Fa-f]{2}))`;

/** Prefixes that vendors give their keys, and our own tokens (`ccl-`). */
const KEY_LIKE = new RegExp(
  `${KEY_START}(?:sk-|sk_|AIza|gsk_|xai-|pplx-|hf_|nvapi-|csk-|tgp_v1_|ccl-)[A-Za-z0-9_-]{12,}`,
  'g',
);

const BEARER = /(\bBearer[ \t]+)([A-Za-z0-9._~+/-]{8,}=*)/gi;

/** What may be shown of a secret: never more than half of it, and nothing of one that is 8 characters or less. */
export function maskSecret(secret: string): string {
  const characters = [...secret];
  if (characters.length <= 2 * SHOWN_CHARS) return '…';
  const shown = Math.min(2 * SHOWN_CHARS, Math.floor(characters.length / 2));
  const head = characters.slice(0, Math.ceil(shown / 2)).join('');
  const tail = characters.slice(-Math.floor(shown / 2)).join('');
  return `${head}…${tail}`;
}

/**
 * Masks the given secrets wherever they occur, also escaped for JSON or a URL, and then whatever else
 * looks like a key: an upstream may quote a credential that is not ours. Linear in the text.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  let redacted = text;
  for (const { form, mask } of secretForms(secrets)) {
    if (redacted.includes(form)) redacted = redacted.split(form).join(mask);
    redacted = maskCutEnd(redacted, form, mask);
  }
  return redacted
    .replace(KEY_LIKE, maskSecret)
    .replace(BEARER, (whole, scheme: string, value: string) =>
      value.length >= SURE_BEARER_CHARS || /\d/.test(value) ? scheme + maskSecret(value) : whole,
    );
}

/**
 * Puts `mask` in the place of one secret, also where it is escaped for JSON or a URL, and changes nothing else: for texts
 * that are passed on rather than quoted.
 */
export function replaceSecret(text: string, secret: string, mask: string): string {
  let replaced = text;
  for (const { form } of secretForms([secret])) replaced = replaced.replaceAll(form, mask);
  return replaced;
}

/** Masks the beginning of a secret that a text was cut off in, also where it is escaped. */
export function maskCutSecret(text: string, secret: string, mask: string): string {
  return secretForms([secret]).reduce((cut, { form }) => maskCutEnd(cut, form, mask), text);
}

/** Longest first: where one secret begins another, the shorter must not leave the longer one's end behind. */
function secretForms(secrets: readonly string[]): { form: string; mask: string }[] {
  const masks = new Map<string, string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET_CHARS) continue;
    const mask = maskSecret(secret);
    const json = JSON.stringify(secret).slice(1, -1);
    const percent = encodePercent(secret);
    const lowerPercent = percent.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
    // PHP escapes the slash in JSON.
    for (const form of [secret, json, json.replaceAll('/', '\\/'), percent, lowerPercent]) {
      masks.set(form, mask);
    }
  }
  return [...masks]
    .map(([form, mask]) => ({ form, mask }))
    .sort((a, b) => b.form.length - a.form.length);
}

function maskCutEnd(text: string, form: string, mask: string): string {
  const longest = Math.min(form.length - 1, text.length);
  for (let length = longest; length >= SHORTEST_CUT_CHARS; length--) {
    if (text.endsWith(form.slice(0, length))) return text.slice(0, -length) + mask;
  }
  return text;
}
