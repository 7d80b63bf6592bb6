import { locate, type Place } from '../../elements/locate.ts';
import { resolveSelector } from '../../elements/resolving/resolve-selector.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import type { Handler } from '../action.ts';
import { scrollFor } from '../scrolling/scroll-for.ts';
import { scrollOnce } from '../scrolling/scroll-once.ts';

/** Scrolls the page or a box in it once, or until an element is there, and then to that element. */
export const scroll: Handler<'scroll'> = async ({ selector, until, in: box, direction, amount }, run) => {
  const { session, deadline } = run;
  const within: Place | undefined = box === undefined ? undefined : await boxOf(box);
  const target = selector ?? until;
  if (target !== undefined) return scrollFor(run, target, { within, direction, amount: amount ?? null });
  const scrolled = await scrollOnce(run, { within, direction, amount: amount ?? null, box: 0 });
  if (scrolled === undefined) throw pageFailure('wrong_element', `"${box}" is not, contains and is in nothing that can be scrolled.`);
  const { moved, below, name } = scrolled;
  const rest = below === 0 ? 'the end is reached' : `${below} pixels are below`;
  const what = name === '' ? 'The page' : name;
  if (moved === 0) return { text: `${what} cannot be scrolled further that way; ${rest}.` };
  return { text: `${name === '' ? 'Scrolled' : `Scrolled ${name}`} by ${moved} pixels; ${rest}.` };

  async function boxOf(written: string): Promise<Place> {
    return locate(session, (await resolveSelector(session, [written], deadline, { patience: 'idle' })).selector, deadline);
  }
};
