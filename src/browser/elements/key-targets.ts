import { type Deadline, errorMessage } from '../../base/index.ts';
import { askDocument } from '../page-world/bridge/ask.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { KeysToPress, KeyTarget, KeyTargets } from '../page-world/readers/key-targets.ts';
import type { ElementDescription } from '../page-world/readers/read-facts.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../session/page-session.ts';
import { APPEARS_WITHIN_MS } from './describe-element.ts';
import { ENTER_FRAME, locate } from './locate.ts';
import { resolveSelector } from './resolving/resolve-selector.ts';

const MAX_FRAMES_DEEP = 10;
/** A frame that could not be read: anything may have the focus in it. */
const UNREADABLE: ElementDescription = { tag: '', role: '', name: '', text: '', inForm: false, inDialog: false };

/**
 * What keys would use: on the element of the selector or, without one, on the element that has the focus, in whatever frame. Throws like
 * resolveSelector.
 */
export async function describeKeyTargets(
  session: BrowserSession,
  selector: string | undefined,
  keys: KeysToPress,
  deadline: Deadline,
): Promise<KeyTarget[]> {
  assertPageSession(session);
  if (selector === undefined) return atFocus(session, keys, deadline);
  using own = deadline.within(APPEARS_WITHIN_MS, `looking for "${selector}"`);
  const found = await resolveSelector(session, [selector], own, { reveals: true });
  const place = await locate(session, found.selector, own);
  const answer = await evaluateAll(place, 'readKeyTargets', keys, own);
  return answer.elsewhere === true ? atFocus(session, keys, own) : answer.targets;
}

/** Follows the focus from the main frame into the frame that has it. */
async function atFocus(session: PageSession, keys: KeysToPress, deadline: Deadline): Promise<KeyTarget[]> {
  const frame = session.page().mainFrame();
  let path = '';
  for (let depth = 0; depth < MAX_FRAMES_DEEP; depth += 1) {
    let answer: KeyTargets;
    try {
      answer = await (path === ''
        ? askDocument(frame, 'readKeyTargets', keys, deadline)
        : evaluateAll({ frame, selector: `${path}css=html:not(*)` }, 'readKeyTargets', keys, deadline));
    } catch (error) {
      deadline.throwIfEnded();
      session.page();
      deadline.log.debug('the frame that has the focus could not be read', { error: errorMessage(error) });
      break;
    }
    if (answer.frame === undefined) return answer.targets;
    path += `css=${answer.frame}${ENTER_FRAME}`;
  }
  return [{ element: UNREADABLE, around: '' }];
}
