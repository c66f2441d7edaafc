// @vitest-environment node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../../renderer/src/ui/tokens.css'), 'utf8');

const THEMES = ['light', 'dark'] as const;

/** What the lines and bars of charts are drawn in. */
const SERIES = [...Array.from({ length: 8 }, (_, at) => `series-${at + 1}`), 'series-other'];

/** Lightness 0–1, chroma, hue in degrees. */
type Oklch = readonly [lightness: number, chroma: number, hue: number];

function colourOf(name: string, theme: (typeof THEMES)[number]): Oklch {
  const colour = String.raw`oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)`;
  const found = new RegExp(`--${name}: light-dark\\(${colour}, ${colour}\\)`).exec(css);
  if (found === null) throw new Error(`no colour ${name}`);
  const [l, c, h] = found.slice(theme === 'light' ? 1 : 4).map(Number);
  return [(l ?? Number.NaN) / 100, c ?? Number.NaN, h ?? Number.NaN];
}

/** Relative luminance as in WCAG; the matrices are those of the Oklab definition. */
function luminance([lightness, chroma, hue]: Oklch): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const red = clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Oklch, other: Oklch): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(THEMES)('the %s theme', (theme) => {
  it.each([
    ['text', 'page'],
    ['text', 'surface'],
    ['text', 'sunken'],
    ['text', 'warn-tint'],
    ['muted', 'page'],
    ['muted', 'surface'],
    ['muted', 'sunken'],
    ['accent', 'page'],
    ['accent', 'surface'],
    ['on-accent', 'accent'],
    ['warn', 'surface'],
    ['warn', 'warn-tint'],
    ['bad', 'surface'],
    ['bad', 'bad-tint'],
  ])('lets %s be read on %s', (text, ground) => {
    expect(contrast(colourOf(text, theme), colourOf(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['good', 'surface'],
    ['busy', 'surface'],
    ['edge', 'surface'],
    ['edge', 'sunken'],
    ['accent', 'sunken'],
    ...SERIES.map((series): [string, string] => [series, 'surface']),
  ])('lets the shape of %s be seen on %s', (shape, ground) => {
    expect(contrast(colourOf(shape, theme), colourOf(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});

describe('contrast', () => {
  it('is 21 between black and white, as the definition says', () => {
    expect(contrast([0, 0, 0], [1, 0, 0])).toBeCloseTo(21, 1);
  });
});
