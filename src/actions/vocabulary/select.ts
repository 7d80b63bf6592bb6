import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector, wholeNumberTemplate } from '../fields.ts';

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).max(200)]);

export const select = defineAction({
  name: 'select',
  title: 'Choose one or more options of a list by value, label or index.',
  otherNames: ['choose', 'select_option'],
  fields: {
    selector,
    value: oneOrMore(z.string()).optional(),
    label: oneOrMore(z.string()).optional().describe('What the option says'),
    index: oneOrMore(z.int().min(0)).optional().describe('Position of the option, from 0'),
  },
  rules: [
    {
      holds: ({ value, label, index }) => [value, label, index].filter((given) => given !== undefined).length === 1,
      error: 'needs exactly one of value, label and index',
    },
  ],
  written: {
    templates: {
      value: z.string().optional(),
      label: z.string().optional().describe('What the option says'),
      index: wholeNumberTemplate.optional().describe('From 0'),
    },
  },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'element',
    destination: 'none',
    clicks: 'never',
    maySend: true,
    repeats: 'always',
    effect: 'declared',
    output: 'none',
    saysNothingNew: true,
    leastGoal: 'act',
  },
  defaultTimeoutMs: 5_000,
});
