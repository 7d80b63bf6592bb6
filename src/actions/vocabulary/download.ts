import { defineAction } from '../define-action.ts';
import { acceptStatus, selector } from '../fields.ts';

export const download = defineAction({
  name: 'download',
  title: 'Click an element that starts a download and wait for the file.',
  otherNames: ['save_file'],
  fields: { selector, accept_status: acceptStatus },
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
