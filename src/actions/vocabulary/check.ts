import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector } from '../fields.ts';

export const check = defineAction({
  name: 'check',
  title: 'Turn a check box, radio button or switch on or off; one that already is stays so.',
  otherNames: ['uncheck', 'set_checked', 'toggle'],
  brief: { title: 'turn on, or off', fields: { checked: '' } },
  fields: {
    selector,
    checked: z.boolean().default(true).describe('true: on; false: off'),
  },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'element',
    destination: 'none',
    clicks: 'always',
    maySend: true,
    repeats: 'always',
    effect: 'declared',
    output: 'none',
    saysNothingNew: true,
    leastGoal: 'act',
  },
  defaultTimeoutMs: 10_000,
});
