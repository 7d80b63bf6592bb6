import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { selector, template } from '../fields.ts';

export const waitFor = defineAction({
  name: 'wait_for',
  title: 'Wait until an element is visible or gone, a text is on the page, or the address contains something.',
  otherNames: ['wait', 'wait_until', 'wait_for_text', 'wait_for_selector', 'sleep'],
  brief: { title: '', fields: { text: '', state: '', url_contains: '' } },
  fields: {
    selector: selector.optional(),
    state: z.enum(['visible', 'gone']).default('visible').describe("Of the selector's element"),
    text: z.string().min(1).max(1_000).optional().describe('Text that must be on the page'),
    url_contains: z.string().min(1).max(2_000).optional(),
  },
  rules: [
    {
      holds: (given) => given.selector !== undefined || given.text !== undefined || given.url_contains !== undefined,
      error: 'needs something to wait for: a selector, text or url_contains (waiting for a fixed time is not supported)',
      withSelector: true,
    },
  ],
  written: { templates: { text: template.optional(), url_contains: template.optional() } },
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
  defaultTimeoutMs: 15_000,
});
