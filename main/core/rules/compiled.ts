import type { CaptureFormat, RuleDraft } from '../../contracts/rule.ts';
import { parseLayout } from './layout.ts';
import type { CompilePattern, Pattern } from './pattern.ts';

/** A rule with its patterns made. */
export type Compiled<R extends RuleDraft = RuleDraft> = {
  readonly rule: R;
  /** Null where the text is only to be contained, and so needs none. */
  readonly text: Pattern | null;
  /** What `contains` looks for, folded. */
  readonly part: string;
  readonly header: Pattern | null;
};

/** What is wrong with a rule, by the path of its field. */
type RuleFault = { readonly path: string; readonly message: string };

export type Compilation<R extends RuleDraft> =
  | { readonly ok: true; readonly compiled: Compiled<R> }
  | { readonly ok: false; readonly fault: RuleFault };

/** Whether a rule needs the engine for regular expressions at all. */
export function hasPattern({ match }: RuleDraft): boolean {
  return match.text?.kind === 'regex' || (match.header !== null && match.header.pattern !== '');
}

export function compileRule<R extends RuleDraft>(rule: R, compile: CompilePattern): Compilation<R> {
  const { text, header } = rule.match;
  const { cooldown } = rule.action;
  let path = 'match.text.value';
  try {
    const isRegex = text?.kind === 'regex';
    const textPattern = isRegex ? compile(text.value) : null;
    path = 'match.header.pattern';
    const headerPattern = header !== null && header.pattern !== '' ? compile(header.pattern) : null;
    if (cooldown.kind === 'captured' && !hasGroup(cooldown.group, textPattern, headerPattern)) {
      const message = `no pattern of this rule has a group named ${cooldown.group}`;
      return { ok: false, fault: { path: 'action.cooldown.group', message } };
    }
    if (cooldown.kind === 'captured' && !isReadable(cooldown.format)) {
      const message = 'must name at least the month and the day';
      return { ok: false, fault: { path: 'action.cooldown.format.layout', message } };
    }
    const part = text === null || isRegex ? '' : text.value.toLowerCase();
    return { ok: true, compiled: { rule, text: textPattern, part, header: headerPattern } };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, fault: { path, message: error.message } };
  }
}

function hasGroup(name: string, ...patterns: readonly (Pattern | null)[]): boolean {
  return patterns.some((pattern) => pattern?.groups.includes(name) === true);
}

function isReadable(format: CaptureFormat): boolean {
  return format.kind !== 'dateTime' || parseLayout(format.layout) !== null;
}
