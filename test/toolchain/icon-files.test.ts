import { describe, expect, it } from 'vitest';
import { icnsOf, icoOf } from '../../scripts/icon-files.mjs';

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
