import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { trayImage } from '../../main/desktop/tray-images.ts';
import type { TrayMood } from '../../main/desktop/tray-model.ts';
import { icnsOf, icoOf } from '../../scripts/icon-files.mjs';

const resources = path.join(import.meta.dirname, '../../resources');
const moods: readonly TrayMood[] = ['idle', 'busy', 'degraded', 'allDown', 'stopped'];
const platforms = ['darwin', 'win32', 'linux'] as const;

/** Width of a PNG, as its header says. */
const widthOf = (png: Buffer): number => png.readUInt32BE(16);

describe('the committed icons', () => {
  it.each(
    moods.flatMap((mood) =>
      platforms.flatMap((platform) => [
        trayImage(mood, platform, true),
        trayImage(mood, platform, false),
      ]),
    ),
  )('have the tray image %s, and a PNG at double density', (name) => {
    const file = path.join(resources, 'tray', name);
    expect(existsSync(file)).toBe(true);
    if (!name.endsWith('.png')) return;
    const double = readFileSync(file.replace('.png', '@2x.png'));
    expect(widthOf(double)).toBe(2 * widthOf(readFileSync(file)));
  });

  it('are the one that the page shows', () => {
    const page = readFileSync(path.join(resources, '../renderer/icon.svg'));
    expect(page.equals(readFileSync(path.join(resources, 'icon.svg')))).toBe(true);
  });
});

describe('icon containers', () => {
  const drawn = (size: number) => ({
    size,
    png: Buffer.from(`png of ${String(size)}`),
    rgba: Buffer.alloc(size <= 64 ? size * size * 4 : 0, Buffer.from([1, 2, 3, 4])),
  });

  it('keep small images of Windows as pixels in its order, and large ones as PNG', () => {
    const ico = icoOf([drawn(16), drawn(256)]);
    const [first, second] = [6, 22].map((at) => ({
      width: ico.readUInt8(at),
      length: ico.readUInt32LE(at + 8),
      offset: ico.readUInt32LE(at + 12),
    }));
    expect(ico.readUInt16LE(4)).toBe(2);
    expect(first).toEqual({ width: 16, length: 40 + 16 * 16 * 4 + 16 * 4, offset: 38 });
    expect([...ico.subarray(38 + 40, 38 + 44)]).toEqual([3, 2, 1, 4]);
    expect(second?.width).toBe(0);
    expect(ico.subarray(second?.offset).toString()).toBe('png of 256');
  });

  it('state their length to macOS, and refuse to leave a size out', () => {
    const sizes = [32, 64, 128, 256, 512, 1024];
    const icns = icnsOf(sizes.map(drawn));
    expect(icns.subarray(0, 4).toString()).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    expect(() => icnsOf(sizes.slice(1).map(drawn))).toThrow('32 pixels');
  });
});
