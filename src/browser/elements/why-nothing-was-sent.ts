import { type Deadline, errorMessage } from '../../base/index.ts';
import type { RoteError } from '../../contract/index.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { InvalidField } from '../page-world/readers/fields/invalid-fields.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { locate } from './locate.ts';
import { pageName } from './resolving/explain-matches.ts';

const ANSWERS_WITHIN_MS = 2_000;
const MAX_FIELDS = 5;

/**
 * Why a press on an element sent nothing: its form was held back, since the browser or the page does not accept a
 * field. To be asked only when it is known that nothing was sent. Undefined if the page shows no reason.
 */
export async function whyNothingWasSent(session: BrowserSession, selector: string, deadline: Deadline): Promise<RoteError | undefined> {
  assertPageSession(session);
  try {
    using own = deadline.within(ANSWERS_WITHIN_MS, 'the state of the form');
    const place = await locate(session, selector, own);
    const fields = await evaluateAll(place, 'invalidFields', undefined, own);
    if (fields.length === 0) return undefined;
    const named = fields.slice(0, MAX_FIELDS).map(inWords).join('; ');
    const more = fields.length > MAX_FIELDS ? `; and ${fields.length - MAX_FIELDS} more` : '';
    const message = `The form on ${pageName(session)} was not sent, because it does not accept what is in it: ${named}${more}.`;
    return pageFailure('form_invalid', session.options.secrets.redact(message), { details: { fields: fields.map(({ name }) => name) } });
  } catch (error) {
    deadline.throwIfEnded();
    session.page();
    deadline.log.debug('the state of a form is not known', { error: errorMessage(error) });
    return undefined;
  }
}

function inWords({ name, message }: InvalidField): string {
  return message === '' ? `"${name}" is invalid` : `"${name}": ${message.replace(/[.\s]+$/, '')}`;
}
