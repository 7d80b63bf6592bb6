import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { secretText, selector } from '../fields.ts';

export const keyPress = defineAction({
  name: 'key_press',
  title: 'Fill a field with text, type where the focus is, or press a key.',
  otherNames: ['type', 'fill', 'input', 'enter', 'press', 'send_keys'],
  brief: {
    title: 'fill a field (text replaces its content), or type and press keys at the focus',
    fields: { text: '', as: 'keys: one by one, for masked fields', key: 'Enter, Control+A, …; after the text' },
  },
  fields: {
    selector: selector.optional(),
    text: secretText.optional().describe('With a selector: replaces what is in the field. Without: typed where the focus is'),
    as: z
      .enum(['fill', 'keys'])
      .optional()
      .describe('fill (default): the text at once, like a paste. keys: key by key, for masked fields and lists that open while typing'),
    key: z.string().min(1).max(50).optional().describe('Enter, Tab, Escape, ArrowDown, Control+A, … pressed after the text'),
  },
  rules: [{ holds: ({ text, key }) => text !== undefined || key !== undefined, error: 'needs text or key (or both: text, then key)' }],
  written: { templates: { text: z.string().optional().describe('With a selector it replaces what is in the field') } },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'element',
    destination: 'none',
    clicks: 'by_key',
    maySend: true,
    repeats: 'without_key',
    effect: 'declared',
    output: 'none',
    saysNothingNew: true,
    leastGoal: 'act',
  },
  defaultTimeoutMs: 10_000,
});
