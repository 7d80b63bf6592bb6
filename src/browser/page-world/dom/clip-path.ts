import { type Box, intersect, NOWHERE } from './box.ts';

function length(value: string | undefined, whole: number): number {
  if (value === undefined) return 0;
  const number = Number.parseFloat(value);
  if (Number.isNaN(number)) return 0;
  return value.endsWith('%') ? (number / 100) * whole : number;
}

/** The bounding box of what `clip-path` leaves of an element. Unknown shapes leave all of it. */
export function clipPathBox(clipPath: string, rect: Box): Box {
  const width = rect.right - rect.left;
  const height = rect.bottom - rect.top;
  const shape = /^([a-z]+)\((.*)\)/.exec(clipPath);
  const body = shape?.[2] ?? '';
  switch (shape?.[1]) {
    case 'inset': {
      const sides = (body.split(' round ')[0] as string).trim().split(/\s+/);
      const [top, right = top, bottom = top, left = right] = sides;
      return intersect(rect, {
        left: rect.left + length(left, width),
        top: rect.top + length(top, height),
        right: rect.right - length(right, width),
        bottom: rect.bottom - length(bottom, height),
      });
    }
    case 'circle':
    case 'ellipse': {
      const [radii = '', at = '50% 50%'] = body.split(/\s*at\s+/);
      const [rx = '50%', ry = rx] = radii.trim().split(/\s+/);
      const [x, y] = at.trim().split(/\s+/);
      if (!/^\d/.test(rx) || !/^\d/.test(ry)) return rect;
      const centre = { x: rect.left + length(x, width), y: rect.top + length(y ?? x, height) };
      const reach = { x: length(rx, width), y: length(ry, height) };
      return intersect(rect, {
        left: centre.x - reach.x,
        top: centre.y - reach.y,
        right: centre.x + reach.x,
        bottom: centre.y + reach.y,
      });
    }
    case 'polygon': {
      const points = body
        .replace(/^(?:evenodd|nonzero),\s*/, '')
        .split(',')
        .map((point) => point.trim().split(/\s+/));
      const xs = points.map(([x]) => rect.left + length(x, width));
      const ys = points.map(([, y]) => rect.top + length(y, height));
      if (xs.length < 3) return NOWHERE;
      let doubleArea = 0;
      for (const [i, x] of xs.entries()) {
        const next = (i + 1) % xs.length;
        doubleArea += x * (ys[next] ?? 0) - (xs[next] ?? 0) * (ys[i] ?? 0);
      }
      if (Math.abs(doubleArea) < 2) return NOWHERE;
      return intersect(rect, { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) });
    }
    case 'path': {
      // Curves stay within their control points, which therefore bound the shape.
      const numbers = (body.match(/-?\d*\.?\d+/g) ?? []).map(Number);
      const reach = numbers.length === 0 ? 0 : Math.max(...numbers) - Math.min(...numbers);
      return reach < 2 ? NOWHERE : rect;
    }
    default:
      return rect;
  }
}
