import type { DesktopBridge } from '#contracts/desktop';

declare global {
  interface Window {
    /** There in the desktop's own window alone. */
    readonly desktop?: DesktopBridge;
  }
}

/** Null in a browser. */
export function desktopBridge(): DesktopBridge | null {
  return window.desktop ?? null;
}
