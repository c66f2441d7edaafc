import { envFile } from './formats/env-file.ts';
import { FormatError, type Format, type Path, type Plain } from './formats/format.ts';
import { jsonFile } from './formats/json-file.ts';
import { tomlFile } from './formats/toml-file.ts';
import { isSame, valueAt, withValue } from './values.ts';

export const FORMATS = { json: jsonFile, toml: tomlFile, env: envFile } as const;

export type FormatName = keyof typeof FORMATS;

/** One value that we want in a file. */
export type Wish = {
  readonly path: Path;
  readonly value: Plain;
  /** The name is ours, so whatever stands under it goes when we go. */
  readonly isOwn: boolean;
};

/** A value that we have put into a file, and what is needed to take it out again. */
export type Edit = {
  readonly path: Path;
  readonly isOwn: boolean;
  /** How many names of the path were there before; tables beyond them go when they are empty. */
  readonly depthBefore: number;
  /** Fingerprints of the values that were ours, oldest first: a crash may leave any of them in the file. */
  readonly ours: readonly string[];
};

const BOM = '\uFEFF';

/** Puts every wish into the text, and nothing else. Throws a FormatError. */
export function withWishes(name: FormatName, text: string, wishes: readonly Wish[]): string {
  return edited(name, text, (format, before) => {
    let expected = format.parse(before);
    let after = before;
    for (const { path, value } of wishes) {
      after = format.set(after, path, value);
      expected = withValue(expected, path, value);
    }
    return { after, expected };
  });
}

export type Reverted = {
  readonly text: string;
  /** Values that others have changed since; they stay. */
  readonly left: readonly Path[];
};

/**
 * Takes our values out of a text that others may have changed since, and puts back those that were there. Throws a
 * FormatError.
 */
export function withoutEdits(
  name: FormatName,
  text: string,
  original: string | null,
  edits: readonly Edit[],
  fingerprint: (text: string) => string,
): Reverted {
  const left: Path[] = [];
  const source = withoutBom(original ?? '');
  const result = edited(name, text, (format, before) => {
    let expected = format.parse(before);
    let after = before;
    for (const edit of edits.toReversed()) {
      const { path } = edit;
      const now = valueAt(expected, path);
      if (now === undefined) continue;
      if (!edit.isOwn && !edit.ours.includes(fingerprint(JSON.stringify(now)))) {
        left.push(path);
        continue;
      }
      const old = edit.depthBefore === path.length ? format.sourceOf(source, path) : null;
      if (old !== null) {
        after = format.setSource(after, path, old);
        expected = withValue(expected, path, valueAt(format.parse(source), path));
        continue;
      }
      for (let depth = path.length; depth > edit.depthBefore; depth--) {
        const inner = path.slice(0, depth);
        const isEmpty = depth === path.length || isSame(valueAt(expected, inner), {});
        if (!isEmpty) break;
        after = format.remove(after, inner);
        expected = withValue(expected, inner, undefined);
      }
    }
    return { after, expected };
  });
  return { text: result, left };
}

/** How many names of the path lead to something in the text. */
export function depthIn(name: FormatName, text: string | null, path: Path): number {
  const value = text === null ? {} : FORMATS[name].parse(withoutBom(text));
  let depth = path.length;
  while (depth > 0 && valueAt(value, path.slice(0, depth)) === undefined) depth--;
  return depth;
}

export function readValue(name: FormatName, text: string, path: Path): unknown {
  return valueAt(FORMATS[name].parse(withoutBom(text)), path);
}

/** Nothing leaves here that reads otherwise than it was meant: one more member, or one less, is a refusal. */
function edited(
  name: FormatName,
  text: string,
  edit: (format: Format, text: string) => { readonly after: string; readonly expected: unknown },
): string {
  const format = FORMATS[name];
  const { after, expected } = edit(format, withoutBom(text));
  if (!isSame(format.parse(after), expected)) {
    throw new FormatError('it is written in a way that is not edited', null);
  }
  return text.startsWith(BOM) ? BOM + after : after;
}

function withoutBom(text: string): string {
  return text.startsWith(BOM) ? text.slice(BOM.length) : text;
}
