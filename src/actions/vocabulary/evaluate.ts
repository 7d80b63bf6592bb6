import { defineAction } from '../define-action.ts';
import { acceptStatus, secretText, template } from '../fields.ts';

export const evaluate = defineAction({
  name: 'evaluate',
  title: 'Run a script in the page and return its result.',
  otherNames: ['eval', 'script', 'run_script', 'javascript'],
  fields: {
    script: secretText.describe('An expression, or a function that is called; its result is awaited and must be JSON'),
    accept_status: acceptStatus,
  },
  written: { templates: { script: template.max(20_000).describe('An expression or a function, run in the page') } },
  traits: {
    drivers: ['playbook'],
    target: 'page',
    destination: 'none',
    clicks: 'never',
    maySend: true,
    repeats: 'never',
    effect: 'declared',
    output: 'value',
    saysNothingNew: false,
    leastGoal: 'fill_form',
  },
  defaultTimeoutMs: 10_000,
});
