import type { Deadline } from '../../base/index.ts';
import { askDocument } from '../page-world/bridge/ask.ts';
import type { ElementDescription } from '../page-world/readers/read-facts.ts';
import type { BrowserSession } from '../session/browser-session.ts';
import { assertPageSession } from '../session/page-session.ts';
import { inChildFrames } from './child-frames.ts';

/** The links of the active page, in all frames, that open this address and do nothing else. */
export async function describeLinksTo(session: BrowserSession, url: string, deadline: Deadline): Promise<ElementDescription[]> {
  assertPageSession(session);
  const page = session.page();
  const inMain = await askDocument(page, 'readLinksTo', { url }, deadline);
  const inFrames = await inChildFrames(page, deadline, (frame, time) => askDocument(frame, 'readLinksTo', { url }, time));
  return [...inMain, ...inFrames.flat()];
}
