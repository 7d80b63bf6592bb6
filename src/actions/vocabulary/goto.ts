import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { acceptStatus, template } from '../fields.ts';

export const goto = defineAction({
  name: 'goto',
  title: 'Open a URL in the active tab.',
  otherNames: ['open', 'navigate', 'visit', 'open_url', 'go_to'],
  brief: { title: '' },
  fields: { url: z.string().min(1).max(8_000), accept_status: acceptStatus },
  written: { templates: { url: template } },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'none',
    destination: 'page',
    clicks: 'never',
    maySend: false,
    repeats: 'always',
    effect: 'declared',
    output: 'none',
    saysNothingNew: false,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 30_000,
});
