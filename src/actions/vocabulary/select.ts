import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector, wholeNumberTemplate } from '../fields.ts';

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).max(200)]);

export const select = defineAction({
  name: 'select',
  title: 'Choose one or more options of a list, native or drawn by the page (combobox, listbox).',
  otherNames: ['choose', 'select_option'],
  brief: { title: 'in a list, native or drawn', fields: { option: 'value or label', index: 'from 0' }, omits: ['value', 'label'] },
  fields: {
    selector,
    option: oneOrMore(z.string()).optional().describe('Its value or its label'),
    value: oneOrMore(z.string()).optional(),
    label: oneOrMore(z.string()).optional().describe('What the option says'),
    index: oneOrMore(z.int().min(0)).optional().describe('Position of the option, from 0'),
  },
  rules: [
    {
      holds: ({ option, value, label, index }) => [option, value, label, index].filter((given) => given !== undefined).length === 1,
      error: 'needs exactly one of option, value, label and index',
    },
  ],
  written: {
    templates: {
      option: oneOrMore(z.string()).optional().describe('Its value or its label, or a list of them'),
      value: oneOrMore(z.string()).optional(),
      label: oneOrMore(z.string()).optional().describe('What the option says'),
      index: wholeNumberTemplate.optional().describe('From 0'),
    },
  },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'element',
    destination: 'none',
    clicks: 'by_option',
    maySend: true,
    repeats: 'always',
    effect: 'declared',
    output: 'none',
    saysNothingNew: true,
    leastGoal: 'act',
  },
  defaultTimeoutMs: 10_000,
});
