import { z } from 'zod';
import { defineAction } from '../define-action.ts';
import { acceptStatus, selector, wholeNumberTemplate } from '../fields.ts';

const FILES = 'How many files the click brings; without it, all that start until the page is at rest';

export const download = defineAction({
  name: 'download',
  title: 'Click an element that brings one or several files and wait until they are saved.',
  otherNames: ['save_file'],
  brief: { title: 'click it and save what comes' },
  fields: { selector, file_count: z.int().min(1).max(100).optional().describe(FILES), accept_status: acceptStatus },
  written: { templates: { file_count: wholeNumberTemplate.optional().describe(FILES) } },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'element',
    destination: 'none',
    clicks: 'always',
    maySend: true,
    repeats: 'never',
    effect: 'declared',
    output: 'file',
    saysNothingNew: false,
    leastGoal: 'act',
  },
  defaultTimeoutMs: 120_000,
});
