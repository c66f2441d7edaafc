/**
 * The two containers of icons. Both are a header and a list of images.
 *
 * @typedef {object} Drawn
 * @property {number} size in pixels, of a square
 * @property {Buffer} png
 * @property {Buffer} rgba its pixels; empty for sizes of which no container wants them
 */

/** Above this, Windows reads a PNG; below it NSIS and older parts of Windows want plain pixels. */
const LARGEST_BITMAP = 64;

/** A file of Windows. @param {readonly Drawn[]} images */
export function icoOf(images) {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  const bodies = images.map((image) => (image.size > LARGEST_BITMAP ? image.png : bitmap(image)));
  let offset = header.length;
  for (const [at, { size }] of images.entries()) {
    const entry = header.subarray(6 + 16 * at);
    const length = bodies[at]?.length ?? 0;
    entry.writeUInt8(size % 256, 0); // 0 stands for 256
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += length;
  }
  return Buffer.concat([header, ...bodies]);
}

/** Rows from the bottom up, in blue, green, red, alpha; then the mask that nobody has used since there is alpha. @param {Drawn} image */
function bitmap({ size, rgba }) {
  const maskRow = Math.ceil(size / 32) * 4;
  const out = Buffer.alloc(40 + size * size * 4 + size * maskRow);
  out.writeUInt32LE(40, 0);
  out.writeInt32LE(size, 4);
  out.writeInt32LE(size * 2, 8); // pixels and mask
  out.writeUInt16LE(1, 12);
  out.writeUInt16LE(32, 14);
  out.writeUInt32LE(size * size * 4, 20);
  for (let row = 0; row < size; row += 1) {
    const target = 40 + (size - 1 - row) * size * 4;
    for (let at = 0; at < size * 4; at += 4) {
      const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(row * size * 4 + at);
      out.set([blue, green, red, alpha], target + at);
    }
  }
  return out;
}

/** By its code: pixels for which system icons of 16, 32, 128 … points at single and double density. */
const ICNS_TYPES = /** @type {const} */ ([
  // The single ones of 16 and 32 are left out: as PNG they are drawn wrong, and macOS scales the doubles down.
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);

/** A file of macOS. @param {readonly Drawn[]} images */
export function icnsOf(images) {
  const parts = ICNS_TYPES.map(([type, size]) => {
    const image = images.find((drawn) => drawn.size === size);
    if (image === undefined) throw new Error(`An icon of ${size} pixels is missing.`);
    return chunk(type, image.png);
  });
  return chunk('icns', Buffer.concat(parts));
}

/** @param {string} type @param {Buffer} content */
function chunk(type, content) {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([head, content]);
}
