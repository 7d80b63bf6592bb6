import { shownAddress } from '../../../base/index.ts';
import type { RoteError } from '../../../contract/index.ts';
import type { Showing } from '../../page-world/readers/pointer.ts';
import type { ElementFacts } from '../../page-world/readers/read-facts.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { firstLine, isInvalidSelector } from '../../playwright/playwright-errors.ts';
import type { BrowserSession } from '../../session/browser-session.ts';

/** The page's address for a message, with the status if the server answered with an error. */
export function pageName(session: BrowserSession): string {
  const { url = '', status = 0, failed = false } = session.document() ?? {};
  if (failed) return `the browser's error page for ${shownAddress(url)}`;
  const address = shownAddress(session.currentUrl()) || 'the page';
  return status < 400 ? address : `${address} (answered with ${status})`;
}

export function invalidSelector(selector: string, error: unknown): RoteError {
  const message =
    selector === '' ? 'No selector was given: name an element.' : `"${selector}" is not a valid selector: correct its syntax.`;
  return pageFailure('invalid_selector', message, { details: { selector, technical: firstLine(error) }, cause: error });
}

function quoteAll(chain: readonly string[]): string {
  return chain.map((selector) => `"${selector}"`).join(', ');
}

/** Why none of the selectors can be used, in one sentence. `showing`: what may show the first hidden element of them. */
export function explainMatches(
  session: BrowserSession,
  chain: readonly string[],
  looks: readonly ({ facts: ElementFacts } | { error: unknown })[],
  showing?: Showing,
): RoteError {
  const details = {
    selectors: [...chain],
    looks: looks.map((one) => ('facts' in one ? { total: one.facts.total, visible: one.facts.visible } : { error: firstLine(one.error) })),
  };
  const where = pageName(session);
  const many = looks.findIndex((one) => 'facts' in one && one.facts.visible > 1);
  if (many !== -1) {
    const { facts } = looks[many] as { facts: ElementFacts };
    return pageFailure('ambiguous', `"${chain[many]}" matches ${facts.visible} elements on ${where}: make it narrower.`, { details });
  }
  const hidden = looks.findIndex((one) => 'facts' in one && one.facts.total > 0);
  if (hidden !== -1) {
    const hint = showing?.known
      ? `it shows while the pointer is on ${showing.triggers[0]}: hover that first`
      : 'hover or click what shows it first';
    const look = looks[hidden];
    const why = look !== undefined && 'facts' in look && look.facts.hidden !== undefined ? ` (${look.facts.hidden})` : '';
    return pageFailure('hidden', `"${chain[hidden]}" is on ${where} but hidden${why}: ${hint}.`, { details });
  }
  const unreadable = looks.findIndex((one) => 'error' in one && isInvalidSelector(one.error));
  if (unreadable !== -1 && chain.length === 1) {
    return invalidSelector(chain[unreadable] ?? '', (looks[unreadable] as { error: unknown }).error);
  }
  const verb = chain.length === 1 ? 'matches' : 'match';
  return pageFailure(
    'not_found',
    `${quoteAll(chain)} ${verb} nothing on ${where}: check the selector and whether this is the right page.`,
    {
      details,
    },
  );
}
