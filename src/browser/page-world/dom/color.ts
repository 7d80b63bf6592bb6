import type { Rgb } from '../pass-types.ts';

export interface Rgba {
  rgb: Rgb;
  alpha: number;
}

const known = new Map<string, Rgba>();
let pixel: OffscreenCanvasRenderingContext2D | null = null;

/** Parses any computed colour. rgb() is read directly; others (oklch, color(), lab) are painted on one pixel. */
export function parseColor(css: string): Rgba {
  const found = known.get(css);
  if (found) return found;
  const parsed = parse(css);
  known.set(css, parsed);
  return parsed;
}

function parse(css: string): Rgba {
  const plain = /^rgba?\((\d+(?:\.\d+)?),\s*(\d+(?:\.\d+)?),\s*(\d+(?:\.\d+)?)(?:,\s*([\d.e-]+))?\)$/.exec(css);
  if (plain) return { rgb: [Number(plain[1]), Number(plain[2]), Number(plain[3])], alpha: plain[4] === undefined ? 1 : Number(plain[4]) };
  pixel ??= new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!pixel) return { rgb: [0, 0, 0], alpha: 1 };
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = 'rgb(0, 0, 0)';
  pixel.fillStyle = css;
  pixel.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = pixel.getImageData(0, 0, 1, 1).data;
  return { rgb: [red, green, blue], alpha: alpha / 255 };
}

export function blend(over: Rgb, alpha: number, under: Rgb): Rgb {
  return [0, 1, 2].map((i) => (over[i] ?? 0) * alpha + (under[i] ?? 0) * (1 - alpha)) as Rgb;
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Whether a person can read the text: the colours differ in brightness (WCAG contrast ratio) or clearly in hue. */
export function isReadable(text: Rgb, behind: Rgb): boolean {
  const [high, low] = [luminance(text), luminance(behind)].sort((a, b) => b - a) as [number, number];
  if ((high + 0.05) / (low + 0.05) >= 1.15) return true;
  const distance = Math.hypot(text[0] - behind[0], text[1] - behind[1], text[2] - behind[2]);
  return distance >= 60;
}

/** The colours of a gradient. */
export function gradientColors(image: string): Rgba[] {
  return (image.match(/(?:rgba?|oklch|oklab|lab|lch|color|hsla?)\([^()]*\)/g) ?? []).map(parseColor);
}
