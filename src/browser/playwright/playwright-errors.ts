import { stripVTControlCharacters } from 'node:util';
import { errorMessage } from '../../base/index.ts';

// The only place that reads Playwright's messages: it has no error codes. Each function is tested against real
// Playwright errors, so an upgrade that rewords them is noticed.

/** The selector matched several elements where one was needed; nothing was performed. */
export function isStrictViolation(error: unknown): boolean {
  return errorMessage(error).includes('strict mode violation');
}

/** The selector has a syntax error. */
export function isInvalidSelector(error: unknown): boolean {
  return (
    /while parsing (css |role |attribute )?selector|Unknown engine|is not a valid (selector|XPath expression)|Unsupported token|Malformed (selector|attribute)|Unexpected (end of selector|token|symbol)|Failed to execute '(querySelector(All)?|evaluate)'/i.test(
      errorMessage(error),
    ) || isRoleRefused(errorMessage(error))
  );
}

/** `role=button[nam=x]`: the syntax is right, but no role has such an attribute or value. */
function isRoleRefused(message: string): boolean {
  return /Unknown attribute "|attribute is only supported for roles|" must be one of |does not support "[^"]*" matcher|attribute must be compared|Role must not be empty/.test(
    message,
  );
}

/** What kept Playwright from acting, as its log says. */
export type Obstacle = 'unstable' | 'out_of_view' | 'covered' | 'disabled' | 'hidden';

const OBSTACLES: readonly (readonly [RegExp, Obstacle])[] = [
  [/element is not stable/g, 'unstable'],
  [/element is outside of the viewport/g, 'out_of_view'],
  [/intercepts pointer events/g, 'covered'],
  [/element is (?:not enabled|inert)/g, 'disabled'],
  [/element is not visible/g, 'hidden'],
];
const UNDER_WAY = /performing \w+ action|waiting for scheduled navigations|\w+ action done/g;

/**
 * Mouse or keyboard input had begun: the page may have reacted. Playwright blocks a click that would reach another
 * element, notes what intercepts it and tries again, so only the last attempt counts.
 */
export function wasUnderWay(error: unknown): boolean {
  const log = errorMessage(error);
  const begun = lastIndex(log, UNDER_WAY);
  return begun !== -1 && OBSTACLES.every(([words]) => lastIndex(log, words) < begun);
}

/** What kept Playwright from acting on the element it had found, if that is known: then nothing reached the page. */
export function obstacleOf(error: unknown): Obstacle | undefined {
  if (wasUnderWay(error)) return undefined;
  const log = errorMessage(error);
  const found = OBSTACLES.map(([words, obstacle]) => ({ obstacle, at: lastIndex(log, words) })).filter(({ at }) => at !== -1);
  return found.sort((one, other) => other.at - one.at)[0]?.obstacle;
}

/** The element was there at some time during the call. */
export function wasFound(error: unknown): boolean {
  return /locator resolved to|element was detached from the DOM/.test(errorMessage(error));
}

/** The error says how far Playwright got. */
export function hasLog(error: unknown): boolean {
  return errorMessage(error).includes('Call log:');
}

/** The click was made; Playwright still waited for what it started. */
export function wasClicked(error: unknown): boolean {
  return wasUnderWay(error) && /click action done/.test(errorMessage(error));
}

function lastIndex(text: string, words: RegExp): number {
  return [...text.matchAll(words)].at(-1)?.index ?? -1;
}

/** The code of a failed navigation, such as `ERR_NAME_NOT_RESOLVED`. */
export function networkError(error: unknown): string | undefined {
  return /net::(ERR_[A-Z0-9_]+)/.exec(errorMessage(error))?.[1];
}

/** The document, the element or the frame was replaced during the call. */
export function isReplaced(error: unknown): boolean {
  return /Execution context was destroyed|Cannot find context|frame (was|got) detached|not attached to the DOM|interrupted by another navigation/i.test(
    errorMessage(error),
  );
}

/** The tab was closed during the call. */
export function isClosed(error: unknown): boolean {
  return /Target (page, context or browser has been )?closed|Page closed/i.test(errorMessage(error));
}

/** The address of a goto started a download instead of showing a page. */
export function isDownloadInstead(error: unknown): boolean {
  return errorMessage(error).includes('Download is starting');
}

/** The first line of an error message, without colors and call log. */
export function firstLine(error: unknown): string {
  const [line = ''] = stripVTControlCharacters(errorMessage(error)).split('\n');
  return line.replace(/^(\w+\.)?\w+: /, '');
}
