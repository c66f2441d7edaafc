export type LanguageCode = 'en' | 'zh';

/** The texts of one part of the UI in each language. They lie beside that part and are loaded with it. */
export type Catalogue<T> = Readonly<Record<LanguageCode, T>>;

/** The same members with a text of any wording, so that a message which is missing elsewhere does not compile. */
export type Shape<T> = T extends string
  ? string
  : T extends (...args: never[]) => string
    ? T
    : { readonly [K in keyof T]: Shape<T[K]> };

/** @param en its members are the shape of the other language */
export function catalogue<T extends object>(en: T, zh: NoInfer<Shape<T>>): Catalogue<Shape<T>> {
  return { en: en as Shape<T>, zh };
}
