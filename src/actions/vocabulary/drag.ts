import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector, wholeNumberTemplate } from '../fields.ts';

/** Pixels to the right and down; negative ones to the left and up. */
const offset = <T extends z.ZodType>(pixels: T) => z.strictObject({ x: pixels.optional(), y: pixels.optional() }).optional();

export const drag = defineAction({
  name: 'drag',
  title: 'Drag an element onto another one or by an offset: cards, rows of a list, sliders.',
  brief: { title: 'onto "to", or by pixels', fields: { to: '', at: '', by: '{ x, y }' } },
  fields: {
    selector,
    to: selector.optional().describe('The element to drop it on'),
    at: z
      .enum(['center', 'top', 'bottom', 'left', 'right'])
      .default('center')
      .describe('Where on that element; in a list, near an edge means before or after it'),
    by: offset(z.int().min(-10_000).max(10_000)).describe('Instead of "to": pixels to the right and down, such as { "x": 40, "y": 0 }'),
  },
  rules: [{ holds: ({ to, by }) => (to === undefined) !== (by === undefined), error: 'needs either to (an element) or by (an offset)' }],
  written: { templates: { by: offset(wholeNumberTemplate).describe('Instead of `to`: pixels to the right (x) and down (y)') } },
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
    leastGoal: 'act',
  },
  defaultTimeoutMs: 15_000,
});
