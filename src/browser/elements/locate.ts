import type { Frame, Locator } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { isRef } from '../../contract/index.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import type { PageSession } from '../session/page-session.ts';

const FRAME_STEP = /^\s*frame=/;

/** Goes from a frame element to what is in its document. */
export const ENTER_FRAME = ' >> internal:control=enter-frame >> ';

/** Where a part of a selector ends: the next `>>` outside of quotes and brackets. */
function endOfPart(text: string): number {
  let quote = '';
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '\\') at += 1;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '[' || char === '(') depth += 1;
    else if (char === ']' || char === ')') depth -= 1;
    else if (char === '>' && text[at + 1] === '>' && depth <= 0) return at;
  }
  return -1;
}

/**
 * Playwright's spelling of a selector that begins with frames: `frame=CSS >> frame=CSS >> selector`, for example
 * `frame=iframe#report >> role=button[name="Export"]`. The CSS selects the frame's element. Everything else stays as it is.
 */
export function expandFrames(selector: string): string {
  if (!FRAME_STEP.test(selector)) return selector;
  const rest = selector.replace(FRAME_STEP, '');
  const end = endOfPart(rest);
  const css = (end === -1 ? rest : rest.slice(0, end)).trim();
  const inside = end === -1 ? '' : rest.slice(end + 2).trim();
  if (css === '' || inside === '') {
    throw pageFailure('invalid_selector', `"${selector}" names a frame but nothing in it: write frame=CSS >> selector.`);
  }
  return `css=${css}${ENTER_FRAME}${expandFrames(inside)}`;
}

/** A place where an element is looked for: a frame and a Playwright selector in it. */
export interface Place {
  frame: Frame;
  selector: string;
}

/**
 * Turns what a person or model wrote into a place: a Playwright selector, one that begins with `frame=CSS >>`, or a ref (`e12`, `f1e3`) of the
 * latest observation. Looks nothing up in the page, except for refs.
 */
export async function locate(session: PageSession, selector: string, deadline: Deadline): Promise<Place> {
  const written = selector.trim();
  if (written === '') throw pageFailure('invalid_selector', 'The selector is empty: say which element is meant.');
  const page = session.page();
  if (!isRef(written)) return { frame: page.mainFrame(), selector: expandFrames(written) };
  if (session.observer === undefined) {
    throw pageFailure('stale_ref', `"${written}" is a ref, but the page has not been observed yet: observe it, or give a selector.`);
  }
  return session.observer.locate(written, deadline);
}

export function locator(place: Place): Locator {
  return place.frame.locator(place.selector);
}
