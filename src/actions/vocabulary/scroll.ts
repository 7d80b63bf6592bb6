import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector, wholeNumberTemplate } from '../fields.ts';

export const scroll = defineAction({
  name: 'scroll',
  title: 'Scroll the page, or until an element is in view.',
  otherNames: ['scroll_to', 'scroll_into_view'],
  fields: {
    selector: selector.optional().describe('Scroll until this element is in view'),
    direction: z.enum(['up', 'down', 'top', 'bottom']).default('down'),
    amount: z.int().min(1).max(100_000).optional().describe('Pixels; without it, nearly one screen'),
  },
  written: { templates: { amount: wholeNumberTemplate.optional().describe('Pixels') } },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'page',
    destination: 'none',
    clicks: 'never',
    maySend: false,
    repeats: 'always',
    effect: 'never',
    output: 'none',
    saysNothingNew: false,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 10_000,
});
