export type Bounds = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type WindowState = { readonly bounds: Bounds | null; readonly isMaximized: boolean };

/** Where the window opens; without a place the system chooses one. */
export type Placement = { readonly width: number; readonly height: number } & Partial<Bounds>;

const DEFAULT_SIZE = { width: 1240, height: 820 };
export const MIN_SIZE = { width: 380, height: 480 };

/** So much of the title bar has to be in sight, or nobody can move the window. */
const GRIP = { width: 120, height: 32 };

/** A window that was left on a screen that is gone opens where it can be seen. */
export function placeWindow(stored: unknown, workAreas: readonly Bounds[]): Placement {
  const bounds = boundsIn(stored);
  if (bounds === null) return DEFAULT_SIZE;
  const area = workAreas.find((one) => isGripIn(bounds, one));
  const largest = area ?? workAreas[0] ?? { x: 0, y: 0, ...DEFAULT_SIZE };
  const size = {
    width: clamp(bounds.width, MIN_SIZE.width, largest.width),
    height: clamp(bounds.height, MIN_SIZE.height, largest.height),
  };
  return area === undefined ? size : { x: bounds.x, y: bounds.y, ...size };
}

/** The file can be edited by hand, and older versions wrote it. */
function boundsIn(stored: unknown): Bounds | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { x, y, width, height } = stored as Partial<Record<keyof Bounds, unknown>>;
  const numbers = [x, y, width, height];
  if (!numbers.every((one) => typeof one === 'number' && Number.isFinite(one))) return null;
  const [left = 0, top = 0, wide = 0, high = 0] = (numbers as number[]).map(Math.round);
  return { x: left, y: top, width: wide, height: high };
}

function isGripIn(bounds: Bounds, area: Bounds): boolean {
  const seen = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const isTitleInside = bounds.y >= area.y - 1 && bounds.y + GRIP.height <= area.y + area.height;
  return seen >= GRIP.width && isTitleInside;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
