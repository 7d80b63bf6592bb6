import { attribute, queryAll } from '../dom/dom.ts';

/** Matches all frames of a document; frame paths count in this order. */
export const FRAME_ELEMENTS = ':is(iframe, frame)';

/** The CSS selector of a frame element: by name when it is unique, else by position; undefined in a shadow root. */
export function frameSelector([frame]: Element[]): string | undefined {
  const all = queryAll(document, FRAME_ELEMENTS);
  const position = frame === undefined ? -1 : all.indexOf(frame);
  if (frame === undefined || position === -1) return undefined;
  const name = attribute(frame, 'name') ?? '';
  const isUnique = /^[\w-]+$/.test(name) && all.filter((one) => attribute(one, 'name') === name).length === 1;
  return isUnique ? `[name="${name}"]` : `:nth-match(${FRAME_ELEMENTS}, ${position + 1})`;
}
