import { locate } from '../../elements/locate.ts';
import { resolveSelector } from '../../elements/resolving/resolve-selector.ts';
import type { Handler } from '../action.ts';
import { type Destination, dragElement } from '../drag-element.ts';
import { onElement } from '../on-element.ts';
import { pressWhenEntered } from '../typing/press.ts';

/** Drags an element with the mouse, for drag and drop of HTML and of scripts alike, and waits for the page that this opens. */
export const drag: Handler<'drag'> = async ({ selector, to, at, by }, run) => {
  const { session, deadline } = run;
  const destination = async (): Promise<Destination> => {
    if (to === undefined) return { by: { x: by?.x ?? 0, y: by?.y ?? 0 } };
    const target = await resolveSelector(session, [to], deadline, { patience: 'idle', reveals: true });
    return { to: await locate(session, target.selector, deadline), at };
  };
  await pressWhenEntered(run, async () => {
    const where = await destination();
    await onElement(run, selector, (_element, options, place) => dragElement(run, place, where, options));
  });
  await session.tabsReady(deadline);
  return {
    text: to === undefined ? `Dragged "${selector}" by ${by?.x ?? 0}, ${by?.y ?? 0} pixels.` : `Dragged "${selector}" onto "${to}".`,
  };
};
