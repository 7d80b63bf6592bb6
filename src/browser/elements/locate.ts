import type { Frame, Locator } from 'playwright-core';
import type { Deadline } from '../../base/index.ts';
import { isRef } from '../../contract/index.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import type { PageSession } from '../session/page-session.ts';

const FRAME_STEP = /^\s*frame=/;

/** Leads from a frame element into its document. */
export const ENTER_FRAME = ' >> internal:control=enter-frame >> ';

/** Index of the next `>>` outside of quotes and brackets; -1 when there is none. */
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

/** The parts of a chain, as they are written between its `>>`. */
function partsOf(selector: string): string[] {
  const end = endOfPart(selector);
  return end === -1 ? [selector] : [selector.slice(0, end), ...partsOf(selector.slice(end + 2))];
}

/** The selector with hidden elements among the matches of its roles; undefined if it names none, or includes them already. */
export function includingHidden(selector: string): string | undefined {
  const parts = partsOf(selector).map((part) => {
    const isRole = /^\s*role=/.test(part) && !part.includes('include-hidden');
    return isRole ? `${part.trimEnd()}[include-hidden=true] ` : part;
  });
  const included = parts.join('>>').trimEnd();
  return included === selector.trimEnd() ? undefined : included;
}

/**
 * Translates a selector that begins with frames for Playwright: `frame=CSS >> frame=CSS >> selector`, for example
 * `frame=iframe#report >> role=button[name="Export"]`. The CSS selects the frame element. Other selectors stay unchanged.
 */
export function expandFrames(selector: string): string {
  if (!FRAME_STEP.test(selector)) return selector;
  const rest = selector.replace(FRAME_STEP, '');
  const end = endOfPart(rest);
  const css = (end === -1 ? rest : rest.slice(0, end)).trim();
  const inside = end === -1 ? '' : rest.slice(end + 2).trim();
  if (css === '' || inside === '') {
    throw pageFailure('invalid_selector', `"${selector}" names a frame but no element in it: write frame=CSS >> selector.`);
  }
  return `css=${css}${ENTER_FRAME}${expandFrames(inside)}`;
}

/** Where to look for an element: a frame and a Playwright selector in it. */
export interface Place {
  frame: Frame;
  selector: string;
}

/**
 * Turns what a person or model wrote into a place: a Playwright selector, one that begins with `frame=CSS >>`, or a ref
 * (`e12`, `f1e3`) of the latest observation, alone or with a rest (`e12 >> visible=true`). Only refs are looked up in the page.
 */
export async function locate(session: PageSession, selector: string, deadline: Deadline): Promise<Place> {
  const written = selector.trim();
  if (written === '') throw pageFailure('invalid_selector', 'The selector is empty: name an element.');
  const page = session.page();
  const [first = '', ...rest] = partsOf(written);
  const ref = first.trim();
  if (!isRef(ref)) return { frame: page.mainFrame(), selector: expandFrames(written) };
  if (session.observer === undefined) {
    throw pageFailure('stale_ref', `"${ref}" is a ref, but the page has not been observed yet: observe it, or give a selector.`);
  }
  const found = await session.observer.locate(ref, deadline);
  return { ...found, selector: [found.selector, ...rest].join(' >> ') };
}

export function locator(place: Place): Locator {
  return place.frame.locator(place.selector);
}

/** The part of a selector that leads into a frame; '' in the frame of the place. */
export function frameOf({ selector }: Place): string {
  const end = selector.lastIndexOf(ENTER_FRAME);
  return end === -1 ? '' : selector.slice(0, end + ENTER_FRAME.length);
}
