import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector } from '../fields.ts';

export const getDom = defineAction({
  name: 'get_dom',
  title: 'Show the page, or a folded part of it (a table, a list) unfolded.',
  brief: { title: 'show the page, or a folded part of it unfolded', fields: { offset: 'rows, entries or lines to skip' } },
  fields: {
    selector: selector.optional().describe('Only this part of the page, unfolded'),
    offset: z.int().min(0).optional().describe('With a selector: rows, entries or lines to skip at the start'),
    max_tokens: z.int().min(50).max(20_000).optional(),
  },
  traits: {
    drivers: ['agent'],
    target: 'page',
    destination: 'none',
    clicks: 'never',
    maySend: false,
    repeats: 'always',
    effect: 'never',
    output: 'page',
    saysNothingNew: true,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 10_000,
});
