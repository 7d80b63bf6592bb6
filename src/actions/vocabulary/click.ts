import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector } from '../fields.ts';

export const click = defineAction({
  name: 'click',
  title: 'Click an element.',
  otherNames: ['tap', 'press_button', 'submit', 'dblclick', 'double_click'],
  brief: { title: '' },
  fields: {
    selector,
    button: z.enum(['left', 'right', 'middle']).default('left'),
    count: z.int().min(1).max(3).default(1),
    opens: z.enum(['tab']).optional().describe('The click opens a tab, in which the following steps act'),
  },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'element',
    destination: 'none',
    clicks: 'always',
    maySend: true,
    repeats: 'never',
    effect: 'declared',
    output: 'none',
    saysNothingNew: true,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 10_000,
});
