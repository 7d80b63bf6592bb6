import { z } from 'zod';
import { type ActionDefinition, selectorSchema, timed } from './action.ts';
import { onElement } from './on-element.ts';

const schema = z.strictObject({
  selector: selectorSchema,
  button: z.enum(['left', 'right', 'middle']).default('left'),
  count: z.int().min(1).max(3).default(1),
  ...timed,
});

/** Waits until the element is visible, enabled and not covered, clicks it, and waits until a page it leads to has begun to show. */
export const click: ActionDefinition<z.infer<typeof schema>> = {
  name: 'click',
  description: 'Click an element. A new tab that it opens becomes the active one.',
  schema,
  defaultTimeoutMs: 10_000,
  async perform({ selector, button, count }, run) {
    await onElement(run, selector, (element, options) => element.click({ ...options, button, clickCount: count }));
    await run.session.tabsReady(run.deadline);
    return { text: `Clicked "${selector}".` };
  },
};
