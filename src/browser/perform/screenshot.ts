import { z } from 'zod';
import { type ActionDefinition, timed } from './action.ts';

const schema = z.strictObject({ ...timed });

export const screenshot: ActionDefinition<z.infer<typeof schema>> = {
  name: 'screenshot',
  description: 'Take a picture of what the active tab shows.',
  schema,
  defaultTimeoutMs: 10_000,
  async perform(_input, { session, deadline }) {
    const image = await session.screenshot(deadline);
    return { text: `A picture of ${session.currentUrl()} was taken.`, image };
  },
};
