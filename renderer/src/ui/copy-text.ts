/**
 * Puts text on the clipboard.
 *
 * @returns false where the browser does not let a page do so: outside loopback and https there is no
 *   clipboard, and the person has to select the text
 */
export async function copyText(text: string): Promise<boolean> {
  // The desktop's window has no permission to write by itself: its shell does.
  const { desktop } = window;
  if (desktop !== undefined) {
    const answer = await desktop.invoke('copyText', text);
    return answer.ok && answer.data;
  }
  // Typed as always there, but a page over plain http from another machine has none.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard === undefined) return false;
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    // Refused by a permission; the caller says what to do instead.
    return false;
  }
}
