import type { Frame, Page } from 'playwright-core';
import { type Deadline, errorMessage } from '../../base/index.ts';
import type { ElementFacts } from '../page-world/readers/read-facts.ts';
import { untraced } from '../playwright/untraced.ts';
import { elementFacts } from './element-facts.ts';
import { expandFrames } from './locate.ts';

const FRAME_ELEMENTS = ':is(iframe, frame)';

/** `frame=… >> ` that leads from the main frame to this one; undefined when the frame went away meanwhile. */
async function framePath(frame: Frame, deadline: Deadline): Promise<string | undefined> {
  const parent = frame.parentFrame();
  if (parent === null) return '';
  const read = async () => {
    const element = await frame.frameElement();
    return parent.locator(FRAME_ELEMENTS).evaluateAll((all, wanted) => {
      const position = (all as Element[]).indexOf(wanted as Element);
      const name = (wanted as Element).getAttribute('name') ?? '';
      const unique = /^[\w-]+$/.test(name) && all.filter((one) => one.getAttribute('name') === name).length === 1;
      return { position, name: unique ? name : '' };
    }, element);
  };
  const before = await framePath(parent, deadline);
  const { position, name } = await deadline.race(untraced(parent, read));
  if (before === undefined || position === -1) return undefined;
  const css = name !== '' ? `[name="${name}"]` : `:nth-match(${FRAME_ELEMENTS}, ${position + 1})`;
  return `${before}frame=${css} >> `;
}

/** A frame that does not answer (it loads, it hangs) holds nobody up for longer. */
const FRAME_ANSWERS_WITHIN_MS = 1_000;

/** What `look` finds in each child frame; frames that go away or do not answer are left out. */
export async function inChildFrames<T>(page: Page, deadline: Deadline, look: (frame: Frame, time: Deadline) => Promise<T>): Promise<T[]> {
  const children = page.frames().filter((frame) => frame !== page.mainFrame());
  const answers = children.map(async (frame): Promise<T[]> => {
    using time = deadline.within(FRAME_ANSWERS_WITHIN_MS, 'an answer of a frame');
    try {
      return [await time.race(look(frame, time))];
    } catch (error) {
      deadline.throwIfEnded();
      deadline.log.debug('a frame could not be looked at', { error: errorMessage(error) });
      return [];
    }
  });
  return (await Promise.all(answers)).flat();
}

/** Looks for a selector in every child frame; the answer only when exactly one frame has exactly one visible match. */
export async function findInChildFrames(
  page: Page,
  selector: string,
  deadline: Deadline,
): Promise<{ selector: string; frameUrl: string; facts: ElementFacts } | undefined> {
  const written = expandFrames(selector);
  const looks = await inChildFrames(page, deadline, async (frame, time) => ({
    frame,
    facts: await elementFacts({ frame, selector: written }, time),
  }));
  const found = looks.filter(({ facts }) => facts.visible > 0);
  const [only] = found;
  if (only === undefined || found.length > 1 || only.facts.visible !== 1) return undefined;
  const path = await framePath(only.frame, deadline).catch((error: unknown) => {
    deadline.throwIfEnded();
    deadline.log.debug('a frame went away', { error: errorMessage(error) });
    return undefined;
  });
  if (path === undefined) return undefined;
  const narrowed = only.facts.total > 1 ? `${selector} >> visible=true` : selector;
  return { selector: path + narrowed, frameUrl: only.frame.url(), facts: only.facts };
}
