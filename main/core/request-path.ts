import { hasControlCharacters } from './control-characters.ts';
import { decodePercent } from './percent.ts';

/** Some servers decode a path more than once; dot segments are looked for this deep. */
const DECODE_ROUNDS = 3;

/**
 * The decoded path of a request target in origin form; null when a server could read the path
 * differently from us (dot segments, empty segments, backslashes, control characters, broken escapes)
 * or when it is no origin form at all. What is null here must not reach an upstream.
 */
export function decodePath(path: string): string | null {
  if (!isOriginForm(path)) return null;
  const decoded = decodePercent(path);
  if (decoded === null) return null;
  let reading: string | null = decoded;
  for (let round = 0; round < DECODE_ROUNDS && reading !== null; round++) {
    if (isAmbiguous(reading)) return null;
    if (!reading.includes('%')) break;
    reading = decodePercent(reading);
  }
  return decoded;
}

/** Whether every character of a target may stand in a request line; a fragment never may. */
export function isPrintableTarget(target: string): boolean {
  for (let i = 0; i < target.length; i++) {
    const code = target.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f || code === 0x23) return false;
  }
  return true;
}

function isOriginForm(path: string): boolean {
  return path.startsWith('/') && isPrintableTarget(path);
}

function isAmbiguous(path: string): boolean {
  if (path.includes('//') || path.includes('\\')) return true;
  // `..;` counts too: servlet containers cut a segment at the semicolon before they resolve it.
  if (path.includes('/.') && /\/\.{1,2}(?:[/;]|$)/.test(path)) return true;
  return hasControlCharacters(path);
}
