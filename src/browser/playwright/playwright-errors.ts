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
  return /while parsing (css |role |attribute )?selector|Unknown engine|is not a valid (selector|XPath expression)|Unsupported token|Malformed (selector|attribute)|Unexpected (end of selector|token|symbol)|Failed to execute '(querySelector(All)?|evaluate)'/i.test(
    errorMessage(error),
  );
}

/** Mouse or keyboard input had begun: the page may have reacted. */
export function wasUnderWay(error: unknown): boolean {
  return /performing \w+ action|waiting for scheduled navigations|\w+ action done/.test(errorMessage(error));
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

/** The address of a goto started a download instead of showing a page. */
export function isDownloadInstead(error: unknown): boolean {
  return errorMessage(error).includes('Download is starting');
}

/** The first line of an error message, without colors and call log. */
export function firstLine(error: unknown): string {
  const [line = ''] = stripVTControlCharacters(errorMessage(error)).split('\n');
  return line.replace(/^(\w+\.)?\w+: /, '');
}
