import { stripVTControlCharacters } from 'node:util';
import { errorMessage } from '../../base/index.ts';

// The one place where Playwright's messages are read: it has no codes. Each answer has a test against the real thing, so that an upgrade that
// words them differently is noticed.

/** The selector matched several elements where one was needed; nothing was done yet. */
export function isStrictViolation(error: unknown): boolean {
  return errorMessage(error).includes('strict mode violation');
}

/** The selector cannot be read. */
export function isInvalidSelector(error: unknown): boolean {
  return /while parsing (css |role |attribute )?selector|Unknown engine|is not a valid (selector|XPath expression)|Unsupported token|Malformed (selector|attribute)|Unexpected (end of selector|token|symbol)|Failed to execute '(querySelector(All)?|evaluate)'/i.test(
    errorMessage(error),
  );
}

/** The mouse or keyboard was already being used: the page may have reacted. */
export function wasUnderWay(error: unknown): boolean {
  return /performing \w+ action|waiting for scheduled navigations|\w+ action done/.test(errorMessage(error));
}

/** `ERR_NAME_NOT_RESOLVED` and the like, of a navigation that failed. */
export function networkError(error: unknown): string | undefined {
  return /net::(ERR_[A-Z0-9_]+)/.exec(errorMessage(error))?.[1];
}

/** The document, the element or the frame was replaced meanwhile. */
export function isReplaced(error: unknown): boolean {
  return /Execution context was destroyed|Cannot find context|frame (was|got) detached|not attached to the DOM|interrupted by another navigation/i.test(
    errorMessage(error),
  );
}

/** A goto to something that is saved instead of shown. */
export function isDownloadInstead(error: unknown): boolean {
  return errorMessage(error).includes('Download is starting');
}

/** Without colours and call log. */
export function firstLine(error: unknown): string {
  const [line = ''] = stripVTControlCharacters(errorMessage(error)).split('\n');
  return line.replace(/^(\w+\.)?\w+: /, '');
}
