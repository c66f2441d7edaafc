import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { trayImage } from '../../main/desktop/tray-images.ts';
import type { TrayMood } from '../../main/desktop/tray-model.ts';

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
