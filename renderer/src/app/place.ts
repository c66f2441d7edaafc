import { isScreen, type ScreenId } from './screens.ts';

export type Params = Readonly<Record<string, string | null>>;

export type Place = { readonly screen: ScreenId; readonly params: URLSearchParams };

const START: ScreenId = 'overview';

/** The address of a place, for links. */
export function href(screen: ScreenId, params: Params = {}): string {
  const given = Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== null);
  const query = new URLSearchParams(given).toString();
  return `#/${screen}${query === '' ? '' : `?${query}`}`;
}

export function placeOf(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { screen: isScreen(path) ? path : START, params: new URLSearchParams(query) };
}

/** Null takes a parameter away. */
export function withChanges(params: URLSearchParams, changes: Params): URLSearchParams {
  const changed = new URLSearchParams(params);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) changed.delete(name);
    else changed.set(name, value);
  }
  return changed;
}
