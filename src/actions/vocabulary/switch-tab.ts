import { z } from 'zod';
import { defineAction } from '../define-action.ts';

export const switchTab = defineAction({
  name: 'switch_tab',
  title: 'Make another tab the active one.',
  fields: { index: z.int().min(0).describe('Position of the tab in order of opening, from 0') },
  traits: {
    drivers: ['agent'],
    target: 'none',
    destination: 'none',
    clicks: 'never',
    maySend: false,
    effect: 'never',
    output: 'none',
    saysNothingNew: false,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 5_000,
});
