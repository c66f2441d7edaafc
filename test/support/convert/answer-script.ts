import type { JsonObject } from '../../../main/core/gate/event-json.ts';
import type { Dice } from './dice.ts';

/** What a generated answer says, before any protocol puts it into words. */
export type AnswerScript = {
  readonly id: string;
  readonly parts: readonly ScriptPart[];
  readonly stop: 'end' | 'toolCalls' | 'maxTokens';
  readonly usage: {
    readonly input: number;
    readonly cached: number;
    readonly output: number;
    readonly reasoning: number;
  };
};

export type ScriptPart =
  | { readonly kind: 'thinking'; readonly text: string; readonly signature: string }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly name: string;
      readonly input: JsonObject;
    };

const WORDS = [
  'read',
  ' ',
  'the file ',
  '你好',
  '😀',
  '\n\n',
  '"quoted"',
  '\\',
  'é',
  '<b>',
  ' ',
  '{',
];
const TOOLS = ['read', 'write_file', 'mcp__server__search', 'Bash', 'a-b'];

/** An answer as models give them: thoughts, then text, then calls, each of which may be missing. */
export function answerScript(dice: Dice): AnswerScript {
  const unique = String(dice.below(1e9));
  const parts: ScriptPart[] = [];
  if (dice.chance(0.4)) {
    parts.push({ kind: 'thinking', text: prose(dice), signature: `c2ln${unique}` });
  }
  if (dice.chance(0.8)) parts.push({ kind: 'text', text: prose(dice) });
  const calls = dice.chance(0.6)
    ? dice.list(3, (index) => ({
        kind: 'call' as const,
        id: `call_${unique}_${String(index)}`,
        name: dice.one(TOOLS),
        input: object(dice, 2),
      }))
    : [];
  parts.push(...calls);
  const cut = dice.chance(0.1) && calls.length === 0;
  return {
    id: unique,
    parts,
    stop: calls.length > 0 ? 'toolCalls' : cut ? 'maxTokens' : 'end',
    usage: usage(dice),
  };
}

function usage(dice: Dice): AnswerScript['usage'] {
  const input = 1 + dice.below(50_000);
  const output = 1 + dice.below(5000);
  return { input, output, cached: dice.below(input), reasoning: dice.below(output) };
}

function prose(dice: Dice): string {
  // What a text begins with may be taken for a tag; that has tests of its own.
  return `I ${Array.from({ length: 1 + dice.below(12) }, () => dice.one(WORDS)).join('')}.`;
}

function object(dice: Dice, depth: number): JsonObject {
  return Object.fromEntries(dice.list(3, (at) => [`k${String(at)}`, value(dice, depth)]));
}

function value(dice: Dice, depth: number): unknown {
  switch (dice.below(depth > 0 ? 6 : 4)) {
    case 0:
      return dice.below(1000) - 500;
    case 1:
      return dice.chance(0.5);
    case 2:
      return null;
    case 3:
      return prose(dice);
    case 4:
      return dice.list(3, () => value(dice, depth - 1));
    default:
      return object(dice, depth - 1);
  }
}

/** A text in pieces, none of them empty, which join to it again. */
export function pieces(dice: Dice, text: string): string[] {
  const all: string[] = [];
  const units = [...text];
  for (let at = 0; at < units.length;) {
    const size = 1 + dice.below(dice.chance(0.5) ? 4 : 30);
    all.push(units.slice(at, at + size).join(''));
    at += size;
  }
  return all;
}
