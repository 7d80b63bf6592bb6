/** A rectangle in viewport coordinates, px. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const EVERYWHERE: Box = { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 };
export const NOWHERE: Box = { left: 0, top: 0, right: -1, bottom: -1 };

export function intersect(a: Box, b: Box): Box {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
}

export const widthOf = (box: Box): number => Math.max(0, box.right - box.left);
export const heightOf = (box: Box): number => Math.max(0, box.bottom - box.top);
export const areaOf = (box: Box): number => widthOf(box) * heightOf(box);

export function containsBox(outer: Box, inner: Box, slackPx: number): boolean {
  return (
    outer.left <= inner.left + slackPx &&
    outer.top <= inner.top + slackPx &&
    outer.right >= inner.right - slackPx &&
    outer.bottom >= inner.bottom - slackPx
  );
}
