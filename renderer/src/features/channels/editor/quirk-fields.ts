import { QUIRK_CHOICES } from '#contracts/conversion-constants';
import type { Quirks } from '#contracts/quirks';

export type QuirkName = keyof Quirks;

const TEXTS: ReadonlySet<QuirkName> = new Set(['reasoningPlaceholder', 'placeholderSignature']);
const NUMBERS: ReadonlySet<QuirkName> = new Set(['maxOutputTokens', 'defaultMaxOutputTokens']);

export type QuirkKind = 'choice' | 'number' | 'text' | 'list' | 'switch';

/** How a quirk is edited. */
export function kindOf(name: QuirkName): QuirkKind {
  if (name in QUIRK_CHOICES) return 'choice';
  if (NUMBERS.has(name)) return 'number';
  if (name === 'unsupported') return 'list';
  return TEXTS.has(name) ? 'text' : 'switch';
}

/** What can be chosen; null has no word of its own. */
export function choicesOf(name: QuirkName): readonly (string | null)[] {
  return name in QUIRK_CHOICES ? QUIRK_CHOICES[name as keyof typeof QUIRK_CHOICES] : [];
}

/** The quirks with another value for one of them; without it where that is left to the vendor. */
export function withQuirk(
  quirks: Partial<Quirks>,
  name: QuirkName,
  value: unknown,
): Partial<Quirks> {
  const { [name]: _, ...others } = quirks;
  return value === undefined ? others : { ...others, [name]: value };
}

/** Names as they are typed, with commas or spaces between them; undefined for none. */
export function membersIn(text: string): readonly string[] | undefined {
  const names = text.split(/[\s,]+/).filter(Boolean);
  return names.length === 0 ? undefined : names;
}
