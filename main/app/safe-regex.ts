import { RE2JS } from 're2js';
import type { Pattern } from '../core/rules/pattern.ts';

/**
 * The engine's work is the text's length times the program's. A program of this size costs some 150 ms on the longest
 * text that rules look at; what people write has some ten or twenty steps.
 */
const MAX_PROGRAM_STEPS = 256;

/**
 * RE2's syntax and its promise: no pattern, however it is nested, costs more than its size times the text's length. The
 * built-in `RegExp` can be made to take for ever by a text that an upstream chooses. Loaded when a rule needs it.
 */
export function compilePattern(source: string): Pattern {
  const compiled = compile(source);
  if (compiled.programSize() > MAX_PROGRAM_STEPS) {
    throw new Error('this regular expression is too large: shorten its repetitions');
  }
  const groups = Object.keys(compiled.namedGroups());
  return {
    groups,
    find(text) {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return null;
      return Object.fromEntries(
        groups.flatMap((name) => {
          const value = matcher.group(name);
          return value === null ? [] : [[name, value]];
        }),
      );
    },
  };
}

function compile(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`not a regular expression (RE2): ${detail}`, { cause });
  }
}
