import type { Frame, Page } from 'playwright-core';
import { type Deadline, errorMessage } from '../../base/index.ts';
import { askElement } from '../page-world/bridge/ask.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import type { ElementFacts } from '../page-world/readers/read-facts.ts';
import { loadedFrames } from '../playwright/loaded-frames.ts';
import { untraced } from '../playwright/untraced.ts';
import { expandFrames } from './locate.ts';

/** The `frame=… >> ` prefix that leads from the main frame to this one; undefined when the frame is gone. */
async function framePath(frame: Frame, deadline: Deadline): Promise<string | undefined> {
  const parent = frame.parentFrame();
  if (parent === null) return '';
  const before = await framePath(parent, deadline);
  const element = await deadline.race(untraced(parent, () => frame.frameElement()));
  const css = await askElement(element, 'frameSelector', undefined, deadline);
  return before === undefined || css === undefined ? undefined : `${before}frame=${css} >> `;
}

/** A frame that does not answer (it loads, it hangs) is not waited for any longer. */
const FRAME_ANSWERS_WITHIN_MS = 3_000;

/** What `look` finds in each child frame, without frames that disappear or do not answer. */
export async function inChildFrames<T>(page: Page, deadline: Deadline, look: (frame: Frame, time: Deadline) => Promise<T>): Promise<T[]> {
  const answers = loadedFrames(page).map(async (frame): Promise<T[]> => {
    using time = deadline.within(FRAME_ANSWERS_WITHIN_MS, 'an answer of a frame');
    try {
      return [await time.race(look(frame, time))];
    } catch (error) {
      deadline.throwIfEnded();
      deadline.log.debug('a child frame could not be read', { error: errorMessage(error) });
      return [];
    }
  });
  return (await Promise.all(answers)).flat();
}

/**
 * Looks for a selector in every child frame. Returns a match only when exactly one frame has exactly one visible match.
 */
export async function findInChildFrames(
  page: Page,
  selector: string,
  deadline: Deadline,
): Promise<{ selector: string; frameUrl: string; facts: ElementFacts } | undefined> {
  const expanded = expandFrames(selector);
  const looks = await inChildFrames(page, deadline, async (frame, time) => ({
    frame,
    facts: await evaluateAll({ frame, selector: expanded }, 'readFacts', {}, time),
  }));
  const found = looks.filter(({ facts }) => facts.visible > 0);
  const [only] = found;
  if (only === undefined || found.length > 1 || only.facts.visible !== 1) return undefined;
  const path = await framePath(only.frame, deadline).catch((error: unknown) => {
    deadline.throwIfEnded();
    deadline.log.debug('a frame disappeared', { error: errorMessage(error) });
    return undefined;
  });
  if (path === undefined) return undefined;
  const narrowed = only.facts.total > 1 ? `${selector} >> visible=true` : selector;
  return { selector: path + narrowed, frameUrl: only.frame.url(), facts: only.facts };
}
