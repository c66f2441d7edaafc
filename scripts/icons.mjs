/// <reference lib="dom" />
/**
 * Draws every icon from resources/icon.svg: `npm run icons`. Needs Chromium (CHROMIUM names another than Debian's).
 *
 * The images are committed, half a megabyte: whoever builds an installer, on any system, would need the same browser
 * otherwise, and what people saw when they approved an icon would not be what is packed.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { icnsOf, icoOf } from './icon-files.mjs';

/**
 * @typedef {import('./icon-files.mjs').Drawn} Drawn
 * @typedef {{ ink: string, badges: Record<string, string> }} Ground colours of a tray image
 */

const resources = new URL('../resources/', import.meta.url);
const source = readFileSync(new URL('icon.svg', resources), 'utf8');

const MOODS = ['idle', 'busy', 'degraded', 'allDown', 'stopped'];

/** Each mood has a shape of its own too: templates have no colours, and not everybody sees them. */
const GROUNDS = /** @type {Record<string, Ground>} */ ({
  dark: {
    ink: '#fff',
    badges: { busy: '#5aa2ff', degraded: '#ffc02e', allDown: '#ff6259', stopped: '#fff' },
  },
  light: {
    ink: '#1b2430',
    badges: { busy: '#1663d9', degraded: '#d97706', allDown: '#d32f2f', stopped: '#1b2430' },
  },
});

/** A template is black: macOS takes its alpha alone. */
const TEMPLATE = /** @type {Ground} */ ({ ink: '#000', badges: {} });

/** The fork without its tile. A badge stands in a gap that is cut out for it. @param {string} mood @param {Ground} ground */
function traySvg(mood, { ink, badges }) {
  const defs = /<defs>[\s\S]*<\/defs>/.exec(source)?.[0] ?? '';
  const badge = mood === 'idle' ? '' : `<use href="#${mood}" fill="${badges[mood] ?? ink}" />`;
  const gap = mood === 'idle' ? '' : '<use href="#gap" />';
  // Of 24 units 16 pixels are two thirds: the line, 3 wide, is drawn with whole ones.
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="4 4 24 24">${defs}
    <mask id="cut"><rect width="32" height="32" fill="#fff" />${gap}</mask>
    <g mask="url(#cut)"><use href="#fork" color="${ink}" stroke-width="3" ${mood === 'stopped' ? 'opacity="0.5"' : ''} /></g>
    ${badge}</svg>`;
}

/** What says by its colour that no request goes through; otherwise the tile is the app's. @type {Record<string, string>} */
const TILES = { allDown: '#a61b1b', stopped: '#667085' };

/** Not blue on blue, nor red on red. @type {Record<string, string>} */
const TILE_BADGES = { busy: '#4ade80', degraded: '#ffc02e', allDown: '#fff', stopped: '#fff' };

/** Nobody tells what a panel of Linux looks like, so the fork brings its tile, and the badge a dark ground. @param {string} mood */
function tileSvg(mood) {
  const tile = /<rect width="32"[^>]*>/.exec(source)?.[0] ?? '';
  const badge = TILE_BADGES[mood];
  const signed = `<use href="#gap" fill="#101828" /><use href="#${mood}" fill="${badge}" />`;
  const colour = TILES[mood];
  const ownTile = colour === undefined ? tile : tile.replace(/fill="[^"]*"/, `fill="${colour}"`);
  const drawing = source.replace(tile, ownTile);
  return badge === undefined ? drawing : drawing.replace('</svg>', `${signed}</svg>`);
}

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();

/** @param {string} svg @param {number} size @returns {Promise<Drawn>} */
async function draw(svg, size) {
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" `);
  const drawn = await page.evaluate(
    async ({ url, size }) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const canvas = new OffscreenCanvas(size, size);
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('There is no canvas.');
      context.drawImage(image, 0, 0);
      const png = await (await canvas.convertToBlob()).arrayBuffer();
      const { data } = context.getImageData(0, 0, size, size);
      return { png: [...new Uint8Array(png)], rgba: size > 64 ? [] : [...data] };
    },
    { url: `data:image/svg+xml,${encodeURIComponent(sized)}`, size },
  );
  return { size, png: Buffer.from(drawn.png), rgba: Buffer.from(drawn.rgba) };
}

/** @param {string} svg @param {number[]} sizes */
const drawAll = (svg, sizes) => Promise.all(sizes.map((size) => draw(svg, size)));

/** @param {string} name @param {Buffer | string} content */
const write = (name, content) => writeFileSync(new URL(name, resources), content);

for (const folder of ['tray/', 'icons/']) {
  rmSync(new URL(folder, resources), { recursive: true, force: true });
  mkdirSync(new URL(folder, resources), { recursive: true });
}
for (const { size, png } of await drawAll(source, [16, 22, 24, 32, 48, 64, 128, 256, 512]))
  write(`icons/${size}x${size}.png`, png);
write('icon.ico', icoOf(await drawAll(source, [16, 20, 24, 32, 40, 48, 64, 256])));
// Apple's grid leaves a tenth of the square free on each side.
const onMac = source.replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"');
write('icon.icns', icnsOf(await drawAll(onMac, [32, 64, 128, 256, 512, 1024])));

for (const mood of MOODS) {
  for (const [suffix, size] of /** @type {const} */ ([
    ['', 16],
    ['@2x', 32],
  ]))
    write(`tray/${mood}Template${suffix}.png`, (await draw(traySvg(mood, TEMPLATE), size)).png);
  write(`tray/${mood}.png`, (await draw(tileSvg(mood), 22)).png);
  write(`tray/${mood}@2x.png`, (await draw(tileSvg(mood), 44)).png);
  for (const [name, ground] of Object.entries(GROUNDS)) {
    const svg = traySvg(mood, ground);
    write(`tray/${mood}-on-${name}.ico`, icoOf(await drawAll(svg, [16, 20, 24, 32, 48])));
  }
}
// The page shows the same one in its tab.
writeFileSync(new URL('../renderer/icon.svg', resources), source);
await browser.close();
