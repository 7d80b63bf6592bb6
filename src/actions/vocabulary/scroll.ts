import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector, template, wholeNumberTemplate } from '../fields.ts';

export const scroll = defineAction({
  name: 'scroll',
  title: 'Scroll the page or a box in it, by some pixels or until an element is in view.',
  brief: { title: 'until an element is in view, or by pixels', fields: { in: 'the box to scroll', amount: 'pixels' }, omits: ['until'] },
  fields: {
    selector: selector.optional().describe('Scroll until this element is in view; a list that loads while scrolling may not have it yet'),
    until: selector.optional().describe('The same as the selector'),
    in: selector.optional().describe('The box to scroll, or an element in it; default: the page, or its largest part that scrolls'),
    direction: z.enum(['up', 'down', 'left', 'right', 'top', 'bottom']).default('down'),
    amount: z.int().min(1).max(100_000).optional().describe('Pixels; without it, nearly one screen'),
  },
  rules: [
    {
      holds: (given) => given.selector === undefined || given.until === undefined,
      error: 'has both a selector and until, which mean the same',
      withSelector: true,
    },
  ],
  written: {
    templates: {
      until: template.optional().describe('The same as the selector: the element to scroll for'),
      in: template
        .optional()
        .describe('Selector of the box to scroll, or of an element in it. Default: the page, or its largest part that scrolls'),
      amount: wholeNumberTemplate.optional().describe('Pixels'),
    },
  },
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
  defaultTimeoutMs: 30_000,
});
