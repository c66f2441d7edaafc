/** The part of a frame that its sender is judged by. */
export type FrameFacts = {
  readonly url: string;
  readonly parent: unknown;
} | null;

/** Is it a page of ours, at the address we are at now? */
export function isOwnPage(url: string, address: string): boolean {
  return URL.canParse(url) && new URL(url).origin === new URL(address).origin;
}

/** May this frame call us? It may be gone already, stand inside another, or show a page that is not ours. */
export function isOwnSender(frame: FrameFacts, address: string): boolean {
  return frame?.parent === null && isOwnPage(frame.url, address);
}

/** An address that the system's browser may open for a link in our pages; null for all others. */
export function linkToOpen(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, username, password, href } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' ? href : null;
}
