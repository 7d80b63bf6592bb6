import { parseColor } from '../../dom/color.ts';

/** An opaque colour, written as CSS allows, as `#rrggbb`; undefined for anything else. */
export function readColor(_elements: Element[], text: string): string | undefined {
  if (!CSS.supports('color', text)) return undefined;
  const { rgb, alpha } = parseColor(text);
  return alpha === 1 ? `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}` : undefined;
}
