import { attribute, queryAll } from '../dom/dom.ts';

/** All frames of a document, as the selectors of paths to them count them. */
export const FRAME_ELEMENTS = ':is(iframe, frame)';

/** The CSS that leads to a frame's element: by its name when that is unique, else by its place; undefined when it is in a shadow root. */
export function frameSelector([frame]: Element[]): string | undefined {
  const all = queryAll(document, FRAME_ELEMENTS);
  const position = frame === undefined ? -1 : all.indexOf(frame);
  if (frame === undefined || position === -1) return undefined;
  const name = attribute(frame, 'name') ?? '';
  const isUnique = /^[\w-]+$/.test(name) && all.filter((one) => attribute(one, 'name') === name).length === 1;
  return isUnique ? `[name="${name}"]` : `:nth-match(${FRAME_ELEMENTS}, ${position + 1})`;
}
