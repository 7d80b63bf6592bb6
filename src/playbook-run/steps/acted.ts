import type { BrowserSession, ElementDescription } from '../../browser/index.ts';
import type { Sender } from '../effects/effect-watch.ts';

/** The moment of an action, to tell afterwards whether the page reacted. */
export interface Acted {
  sender: Sender;
  element: ElementDescription | undefined;
  url: string;
  documents: number;
}

/** Whether the page sent something that was not answered with an error, or is elsewhere now. */
export function hasReacted(session: BrowserSession, acted: Acted): boolean {
  const { sender } = acted;
  if (hasMoved(session, acted)) return true;
  if (session.traffic.reactions() === sender.reactionsBefore) return false;
  const answers = session.traffic.answersSince(sender.from);
  return session.traffic.isUnderWay(sender.reactionsBefore) || answers.length === 0 || answers.some(({ status }) => status < 400);
}

/** Whether the page sent nothing at all, and is where it was. */
export function isUntouched(session: BrowserSession, acted: Acted): boolean {
  return !hasMoved(session, acted) && session.traffic.reactions() === acted.sender.reactionsBefore;
}

function hasMoved(session: BrowserSession, { url, documents }: Acted): boolean {
  return session.currentUrl() !== url || session.documents() !== documents;
}
