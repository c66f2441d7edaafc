import type { Constants } from './constants.ts';

/** What an attachment is, as far as its price goes. */
export type MediaSize =
  | { readonly kind: 'image'; readonly width: number; readonly height: number }
  | { readonly kind: 'pdf'; readonly pages: number; readonly textTokens: number }
  /** Only its address is here, or its bytes are none we can read. */
  | { readonly kind: 'unseenImage' | 'unseenPdf' | 'unknown' };

const PATCH_PIXELS = 28;
const IMAGE_FRAME_TOKENS = 4;
const PDF_PAGE_TOKENS = 1590;

/** Of a size between icons and screenshots: it cannot be known without fetching it. */
const UNSEEN_IMAGE = { width: 560, height: 560 };

/** https://platform.claude.com/docs/en/build-with-claude/vision: a token for each patch of 28 × 28 pixels. */
export function claudeMediaTokens(media: MediaSize, { image }: Constants): number {
  switch (media.kind) {
    case 'unseenImage':
      return claudeImageTokens(UNSEEN_IMAGE, image);
    case 'image':
      return claudeImageTokens(media, image);
    case 'pdf':
      return media.pages * PDF_PAGE_TOKENS + media.textTokens;
    case 'unseenPdf':
      return PDF_PAGE_TOKENS;
    case 'unknown':
      return 0;
  }
}

function claudeImageTokens(
  size: { readonly width: number; readonly height: number },
  { maxEdge, maxTokens }: Constants['image'],
): number {
  const byEdge = Math.min(1, maxEdge / Math.max(size.width, size.height, 1));
  const tokens = patches(size.width * byEdge, size.height * byEdge);
  return Math.min(tokens, maxTokens) + IMAGE_FRAME_TOKENS;
}

function patches(width: number, height: number): number {
  return Math.ceil(width / PATCH_PIXELS) * Math.ceil(height / PATCH_PIXELS);
}

const TILE_TOKENS = 258;
const SMALL_EDGE_PIXELS = 384;
const TILE_EDGE_PIXELS = 768;

/** https://ai.google.dev/gemini-api/docs/tokens: one tile up to 384 × 384, else tiles of 768 × 768; a PDF page is one. */
export function geminiMediaTokens(media: MediaSize): number {
  switch (media.kind) {
    case 'image': {
      const { width, height } = media;
      if (width <= SMALL_EDGE_PIXELS && height <= SMALL_EDGE_PIXELS) return TILE_TOKENS;
      return (
        TILE_TOKENS * Math.ceil(width / TILE_EDGE_PIXELS) * Math.ceil(height / TILE_EDGE_PIXELS)
      );
    }
    case 'pdf':
      return TILE_TOKENS * media.pages;
    case 'unseenImage':
    case 'unseenPdf':
      return TILE_TOKENS;
    case 'unknown':
      return 0;
  }
}
