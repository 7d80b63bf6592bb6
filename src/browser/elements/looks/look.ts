import type { Frame } from 'playwright-core';
import { type Deadline, errorMessage } from '../../../base/index.ts';
import type { TextMatch } from '../../../contract/index.ts';
import { askDocument } from '../../page-world/bridge/ask.ts';
import type { WatchedText } from '../../page-world/readers/document/watch-text.ts';
import type { BrowserSession } from '../../session/browser-session.ts';
import { assertPageSession, type PageSession } from '../../session/page-session.ts';
import { inChildFrames } from '../child-frames.ts';
import { pageName } from '../resolving/explain-matches.ts';

/** Whether an expectation holds; if not, why, in one sentence. */
export type Verified = { ok: true } | { ok: false; reason: string };

/** One look at the page: whether something holds now. Throws when the page is gone. */
export type Look = (time: Deadline) => Promise<Verified>;

/** A text to look for, and what to do with each answer: once per document, in the order in which they come. */
export interface TextSearch {
  text: string;
  match: TextMatch;
  ask: (frame: Frame, time: Deadline) => Promise<WatchedText>;
}

/**
 * The page shows this text, in any frame or open shadow root, as a person reads it: case, the kind of white space and invisible characters
 * make no difference.
 */
export function textLook(session: BrowserSession, text: string, match: TextMatch = 'part'): Look {
  assertPageSession(session);
  const ask = (frame: Frame, time: Deadline) => askDocument(frame, 'watchText', { wanted: text, match, watch: 0 }, time);
  return (time) => lookForText(session, { text, match, ask }, time);
}

export async function lookForText(session: PageSession, { text, match, ask }: TextSearch, time: Deadline): Promise<Verified> {
  const page = session.page();
  const main = await ask(page.mainFrame(), time).catch((error: unknown) => {
    time.throwIfEnded();
    time.log.debug('the page was replaced during a look', { error: errorMessage(error) });
    return undefined;
  });
  session.page();
  if (main?.found) return { ok: true };
  const inside = await inChildFrames(page, time, ask);
  if (inside.some(({ found }) => found)) return { ok: true };
  const within = [main, ...inside].find((one) => one?.within !== undefined)?.within;
  const missing = `The text "${text}" is not on ${pageName(session)}`;
  if (within === undefined) return { ok: false, reason: `${missing}.` };
  const only = match === 'exact' ? 'a part of a longer line' : 'a part';
  return { ok: false, reason: `${missing}, except as ${only} of "${within}": give the whole text, or add "match: part".` };
}
