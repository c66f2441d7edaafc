import { describe, expect, it } from 'vitest';
import { imageSize } from '../../../main/metering/count/image-size.ts';

/** A header by its parts: text as it is, numbers as bytes; filled up to what a file has at least. */
function header(...parts: readonly (string | readonly number[])[]): Buffer {
  const bytes = parts.map((part) =>
    typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
  );
  return Buffer.concat([...bytes, Buffer.alloc(30)]);
}

const APP0 = [0xff, 0xe0, 0, 4, 1, 2];
const DHT = [0xff, 0xc4, 0, 3, 9];
const SOF2 = [0xff, 0xc2, 0, 17, 8, 0x02, 0x36, 0x02, 0x55];

describe('imageSize', () => {
  it.each([
    [
      'PNG',
      header('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 2, 128, 0, 0, 1, 224]),
      640,
      480,
    ],
    ['GIF', header('GIF89a', [0x40, 0x01, 0xc8, 0x00]), 320, 200],
    [
      'lossy WebP',
      header('RIFF....WEBPVP8 ......', [0x9d, 1, 0x2a, 0], [0x20, 3, 0xb8, 1]),
      800,
      440,
    ],
    ['lossless WebP', header('RIFF....WEBPVP8L....\x2f', [0x1f, 0xc3, 0x6d, 0]), 800, 440],
    ['extended WebP', header('RIFF....WEBPVP8X........', [0x1f, 3, 0, 0xb7, 1, 0]), 800, 440],
    ['JPEG', header([0xff, 0xd8], APP0, DHT, [0xff], SOF2), 597, 566],
  ])('reads width and height of a %s', (_, bytes, width, height) => {
    expect(imageSize(bytes)).toEqual({ width, height });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a cut file', Buffer.from('\x89PNG', 'latin1')],
    ['something else', header('BM')],
    ['a JPEG without a frame', header([0xff, 0xd8], APP0)],
    ['a WebP of a strange kind', header('RIFF....WEBPALPH')],
  ])('has no size for %s', (_, bytes) => {
    expect(imageSize(bytes)).toBeNull();
  });
});
