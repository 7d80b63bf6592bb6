import { type Deadline, excerpt } from '../../../base/index.ts';
import { type BrowserSession, comparable, goneLook, type Look, settle, textLook, urlLook, visibleLook } from '../../../browser/index.ts';
import { RoteError } from '../../../contract/index.ts';
import { bindCondition, type Condition, matchesPattern, type Step } from '../../../playbook/index.ts';
import type { StepDeps } from '../attempt.ts';
import { acceptedStatuses } from '../step-traits.ts';

/** A page that never holds still for one look is an error after this time. */
const LOOK_WITHIN_MS = 10_000;
const SHOWN_CHARS = 80;

/**
 * Why a step is not needed now, as a sentence: its `when` does not hold. Undefined if it does, or the step has none.
 * Throws if that cannot be known: the page is an error page or the login page, or a value is missing.
 */
export async function whyNotNeeded(deps: StepDeps, step: Step, deadline: Deadline): Promise<string | undefined> {
  if (step.when === undefined) return undefined;
  const bound = bindCondition(step.when, deps.values);
  if (!bound.ok) throw new RoteError('VALIDATION_FAILED', bound.problems.map(({ message }) => message).join(' '));
  if (bound.condition.value !== undefined) return whyUnequal(bound.condition, bound.condition.value);
  deps.dispatcher.assertReadable(acceptedStatuses(step));
  const { ok, reason } = await lookOnce(deps.session, lookOf(deps.session, bound.condition), deadline);
  if (ok) return undefined;
  const ended = await deps.sessionEnd?.insteadOfPage(deadline);
  if (ended !== undefined) throw RoteError.from(ended);
  return reason;
}

function lookOf(
  session: BrowserSession,
  { element_visible, element_gone, text_on_page, match = 'words', url_contains = '' }: Condition,
): Look {
  if (element_visible !== undefined) return visibleLook(session, element_visible);
  if (element_gone !== undefined) return goneLook(session, element_gone);
  if (text_on_page !== undefined) return textLook(session, text_on_page, match);
  return urlLook(session, url_contains);
}

/** Looks at the page once it has settled; again only if it was replaced meanwhile. */
async function lookOnce(session: BrowserSession, look: Look, deadline: Deadline): Promise<{ ok: boolean; reason?: string }> {
  using own = deadline.within(LOOK_WITHIN_MS, 'a look at the page for the condition of the step');
  for (;;) {
    await settle(session, own);
    const documents = session.documents();
    const seen = await look(own);
    if (session.documents() === documents) return seen;
  }
}

/** Texts are compared as a person reads them; case counts. */
function whyUnequal({ equals, matches, one_of: list = [] }: Condition, given: string): string | undefined {
  const value = comparable(given);
  const shown = `The value "${excerpt(value, SHOWN_CHARS)}"`;
  if (matches !== undefined) {
    const found = matchesPattern(matches, value);
    if (found === 'slow')
      throw new RoteError('VALIDATION_FAILED', `${shown} takes too long to compare with ${matches}: simplify the pattern.`);
    return found ? undefined : `${shown} does not match ${matches}.`;
  }
  const wanted = equals === undefined ? list : [equals];
  if (wanted.some((one) => comparable(one) === value)) return undefined;
  return `${shown} is not ${wanted.length === 1 ? '' : 'one of '}${wanted.map((one) => `"${one}"`).join(', ')}.`;
}
