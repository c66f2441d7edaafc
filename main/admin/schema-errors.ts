import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** A name a person could have meant. Anything else might be a secret in the wrong place and is not repeated. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_]{0,31}$/;

/**
 * What a schema complains about, by the field's path: `models.3.name`. Written by us, because the
 * library's own texts may repeat what was sent, and that may be a key.
 */
export function fieldsOf(error: z.ZodError): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) collect(issue, [], fields);
  return fields;
}

function collect(
  issue: Issue,
  above: readonly PropertyKey[],
  fields: Record<string, string>,
): void {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union') {
    const branch = likeliestBranch(issue.errors);
    if (branch.length > 0) {
      for (const inner of branch) collect(inner, path, fields);
      return;
    }
  }
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      add(fields, [...path, PLAIN_NAME.test(key) ? key : '(unreadable)'], 'is not a known field');
    }
    return;
  }
  add(fields, path, sentence(issue));
}

/** Only the first complaint about a field is told; the others mostly follow from it. */
function add(fields: Record<string, string>, path: readonly PropertyKey[], message: string): void {
  const name = path.length === 0 ? 'body' : path.map(String).join('.');
  fields[name] ??= message;
}

/** The branch that got past the type of the value itself: there the person's mistake lies. */
function likeliestBranch(branches: readonly Issue[][]): readonly Issue[] {
  const deep = branches.find((issues) =>
    issues.every((issue) => issue.path.length > 0 || !isAboutType(issue)),
  );
  return deep ?? [];
}

function isAboutType(issue: Issue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

/** Begins with a verb, so that it reads after the field's name. */
function sentence(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('must ')
        ? issue.message
        : `must be ${article(issue.expected)}`;
    case 'too_small':
      return atLeast(issue.origin, issue.minimum);
    case 'too_big':
      return atMost(issue.origin, issue.maximum);
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      // Every pattern of ours brings its own sentence; the library's would quote the pattern.
      return issue.message.startsWith('must ') ? issue.message : `must be a valid ${issue.format}`;
    case 'custom':
      return issue.message;
    case 'invalid_union':
      return issue.message.startsWith('must ') ? issue.message : 'has the wrong type';
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
      return 'is not valid';
  }
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number';
  return /^[aeio]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

function atLeast(origin: string, minimum: number | bigint): string {
  if (origin === 'string') {
    return minimum === 1
      ? 'must not be empty'
      : `must have at least ${minimum.toString()} characters`;
  }
  if (origin === 'array') return `needs at least ${minimum.toString()}`;
  return `must be at least ${minimum.toString()}`;
}

function atMost(origin: string, maximum: number | bigint): string {
  if (origin === 'string') return `must have at most ${maximum.toString()} characters`;
  if (origin === 'array') return `may have at most ${maximum.toString()}`;
  return `must be at most ${maximum.toString()}`;
}
