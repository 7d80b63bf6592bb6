import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { acceptStatus, selector } from '../fields.ts';

export const extract = defineAction({
  name: 'extract',
  title: 'Read the text, HTML, value or markdown of an element or of the whole page.',
  otherNames: ['read', 'get_text', 'inner_text', 'scrape'],
  fields: {
    selector: selector.optional().describe('Without it, the whole page'),
    mode: z.enum(['text', 'html', 'value', 'markdown']).default('text'),
    accept_status: acceptStatus,
  },
  rules: [
    {
      holds: (given) => given.mode !== 'value' || given.selector !== undefined,
      error: 'needs a selector: mode value reads one field',
      withSelector: true,
    },
  ],
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'page',
    destination: 'none',
    clicks: 'never',
    maySend: false,
    repeats: 'always',
    effect: 'never',
    output: 'text',
    saysNothingNew: true,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 10_000,
});
