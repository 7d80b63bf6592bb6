import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector, template } from '../fields.ts';

export const screenshot = defineAction({
  name: 'screenshot',
  title: 'Take a picture of what the active tab shows, or of one element.',
  brief: { title: '', omits: ['name'] },
  fields: {
    selector: selector.optional().describe('The element; without it, all that the tab shows'),
    name: z.string().min(1).max(100).optional().describe('The name of the file, without its ending'),
  },
  written: { templates: { name: template.optional().describe('The name of the file, without its ending') } },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'page',
    destination: 'none',
    clicks: 'never',
    maySend: false,
    repeats: 'always',
    effect: 'never',
    output: 'image',
    saysNothingNew: true,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 10_000,
});
