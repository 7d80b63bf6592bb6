import { z } from 'zod';
import { type ActionDefinition, timed } from './action.ts';

const schema = z.strictObject({ index: z.int().min(0).describe('Position of the tab in order of opening, from 0'), ...timed });

export const switchTab: ActionDefinition<z.infer<typeof schema>> = {
  name: 'switch_tab',
  description: 'Make another tab the active one.',
  schema,
  defaultTimeoutMs: 5_000,
  async perform({ index }, { session, deadline }) {
    await session.switchTab(index, deadline);
    return { text: `Tab ${index} is active: ${session.currentUrl()}` };
  },
};
