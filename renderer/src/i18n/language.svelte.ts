import type { SavedText } from '../ui/saved-text.ts';
import type { Catalogue, LanguageCode } from './catalogue.ts';
import { en, type Messages } from './en.ts';
import { createFormat, type Format } from './format.ts';
import { zh } from './zh.ts';

export type { LanguageCode } from './catalogue.ts';

const CATALOGUES: Catalogue<Messages> = { en, zh };
const LOCALES: Readonly<Record<LanguageCode, string>> = { en: 'en', zh: 'zh-CN' };

/** The language of the UI: what the person chose before, else what the browser prefers. */
export class Language {
  readonly #memory: SavedText;
  #code: LanguageCode;
  readonly t: Messages;
  readonly format: Format;

  constructor(preferred: readonly string[], memory: SavedText) {
    this.#memory = memory;
    this.#code = $state(codeOf(memory.read() ?? '') ?? firstKnown(preferred));
    this.t = $derived(CATALOGUES[this.#code]);
    this.format = $derived(createFormat(this.locale));
  }

  get code(): LanguageCode {
    return this.#code;
  }

  /** As `lang` attributes and Intl want it. */
  get locale(): string {
    return LOCALES[this.#code];
  }

  /** The texts of one part of the UI, in this language. */
  of<T>(texts: Catalogue<T>): T {
    return texts[this.#code];
  }

  choose(code: LanguageCode): void {
    this.#code = code;
    this.#memory.write(code);
  }
}

/** Each language under its own name, in the order it is offered. */
export const LANGUAGES: readonly { readonly code: LanguageCode; readonly name: string }[] = [
  { code: 'en', name: en.name },
  { code: 'zh', name: zh.name },
];

function firstKnown(preferred: readonly string[]): LanguageCode {
  for (const tag of preferred) {
    const code = codeOf(tag);
    if (code !== null) return code;
  }
  return 'en';
}

function codeOf(tag: string): LanguageCode | null {
  const [language] = tag.toLowerCase().split('-');
  return language === 'en' || language === 'zh' ? language : null;
}
