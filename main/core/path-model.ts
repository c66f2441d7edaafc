import { decodePercent, encodePercent } from './percent.ts';

/** A path that names a model: `/v1beta/models/` · `gemini-2.5-pro` · `:generateContent`, decoded. */
type PathModel = {
  readonly before: string;
  readonly model: string;
  /** `generateContent`, or null when the path calls no method. */
  readonly method: string | null;
  /** What follows the model: `:generateContent`, `/operations/abc` or nothing. */
  readonly after: string;
};

const MODELS = '/models/';

/**
 * Finds the model in a decoded path. With a method the model ends at the last colon and may hold colons
 * and slashes itself (`llama3:8b`, `openai/gpt-4o`); without one it is a single segment.
 */
export function findPathModel(decodedPath: string): PathModel | null {
  const at = decodedPath.indexOf(MODELS);
  if (at < 0) return null;
  const start = at + MODELS.length;
  const colon = decodedPath.lastIndexOf(':');
  const hasMethod = colon >= start && /^:[A-Za-z]+$/.test(decodedPath.slice(colon));
  const slash = decodedPath.indexOf('/', start);
  const end = hasMethod ? colon : slash < 0 ? decodedPath.length : slash;
  if (end <= start) return null;
  return {
    before: decodedPath.slice(0, start),
    model: decodedPath.slice(start, end),
    method: hasMethod ? decodedPath.slice(colon + 1) : null,
    after: decodedPath.slice(end),
  };
}

/**
 * The path with another model in it, for redirects. A slash in the name is encoded, because a router
 * that takes one segment for the model would not match otherwise; a colon stays, as Ollama's names have it.
 */
export function replacePathModel(path: string, model: string): string {
  const found = findPathModel(decodePercent(path) ?? path);
  if (found === null) return path;
  return encodeSegments(found.before) + encodeName(model) + encodeSegments(found.after);
}

function encodeSegments(path: string): string {
  return path.split('/').map(encodeName).join('/');
}

function encodeName(name: string): string {
  return encodePercent(name).replaceAll('%3A', ':');
}
