import { parseColor, type Rgba } from '../dom/color.ts';

/** Larger pictures are taken for pictures. */
const MAX_CHARS = 2_000;

/** The only colours of a picture in an address, where its text shows them: an SVG of plain rectangles, a GIF of one pixel. */
export function pictureColors(image: string): Rgba[] {
  const address = /^url\("?data:image\/(svg\+xml|gif)([^,]*),(.*?)"?\)$/s.exec(image);
  if (!address || image.length > MAX_CHARS) return [];
  const [, type, options = '', body = ''] = address;
  try {
    const text = options.includes('base64') ? atob(body) : decodeURIComponent(body.replaceAll('\\"', '"'));
    return type === 'gif' ? gifColors(text) : svgColors(text);
  } catch {
    // Not a valid picture: nothing is known of its colours.
    return [];
  }
}

const SHAPES = /<(?!\/|\?|!|svg\b|rect\b|g\b|title\b)/;

function svgColors(text: string): Rgba[] {
  if (SHAPES.test(text)) return [];
  const colors = Array.from(text.matchAll(/fill\s*[=:]\s*["']?([#\w(),.% ]+)/g), ([, color = '']) => color.trim());
  return colors.length > 0 && colors.every((color) => CSS.supports('color', color)) ? colors.map(parseColor) : [];
}

const GIF_HEADER = 13;

/** The colour of a GIF of one opaque pixel. */
function gifColors(text: string): Rgba[] {
  const byte = (at: number) => text.charCodeAt(at);
  if (!text.startsWith('GIF8') || byte(6) !== 1 || byte(8) !== 1 || (byte(10) & 0x80) === 0) return [];
  const image = GIF_HEADER + 3 * (2 << (byte(10) & 7));
  // With an extension, the pixel may be transparent.
  if (byte(image) !== 0x2c) return [];
  const [codeSize, first, second] = [byte(image + 10) + 1, byte(image + 12), byte(image + 13)];
  // The first code clears the table, the second is the pixel.
  const index = ((first | (second << 8)) >> codeSize) & ((1 << codeSize) - 1);
  const at = GIF_HEADER + 3 * index;
  return at + 3 > image ? [] : [{ rgb: [byte(at), byte(at + 1), byte(at + 2)], alpha: 1 }];
}
