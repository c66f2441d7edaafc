import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import { parseDocument } from 'yaml';
import type { ParsedTree, TreeParsers } from '../core/import/read-text.ts';

/** Deeper trees are no configuration, and could overflow the stack of a parser. */
const DEEPEST = 200;
/** What aliases of YAML may unfold to. */
const MAX_ALIASES = 100;

export const TREE_PARSERS: TreeParsers = { json: readJson, yaml: readYaml, toml: readToml };

function readJson(text: string): ParsedTree {
  if (isTooDeep(text)) return tooDeep;
  const errors: ParseError[] = [];
  const value = parse(text, errors, {
    allowTrailingComma: true,
    disallowComments: false,
  }) as unknown;
  const [first] = errors;
  if (first === undefined) return { ok: true, value };
  return { ok: false, line: lineOf(text, first.offset), why: printParseErrorCode(first.error) };
}

function readYaml(text: string): ParsedTree {
  if (isTooDeep(text)) return tooDeep;
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    const [first] = document.errors;
    if (first !== undefined) {
      return { ok: false, line: lineOf(text, first.pos[0]), why: first.code };
    }
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown };
  } catch {
    // Its message may quote the text.
    return { ok: false, line: null, why: 'YAML' };
  }
}

function readToml(text: string): ParsedTree {
  if (isTooDeep(text)) return tooDeep;
  try {
    return { ok: true, value: parseToml(text, { integersAsBigInt: 'asNeeded' }) };
  } catch (error) {
    // Its message quotes the text.
    return { ok: false, line: error instanceof TomlError ? error.line : null, why: 'TOML' };
  }
}

const tooDeep: ParsedTree = { ok: false, line: null, why: 'nested too deeply' };

/** By its brackets, whether they stand in a text or not: no configuration has so many open ones. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
