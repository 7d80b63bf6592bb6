import { defineAction } from '../define-action.ts';
import { selector } from '../fields.ts';

export const hover = defineAction({
  name: 'hover',
  title: 'Move the pointer onto an element and leave it there, for menus, buttons and hints that show only then.',
  brief: { title: 'for what shows only under the pointer' },
  fields: { selector },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'element',
    destination: 'none',
    clicks: 'never',
    maySend: true,
    repeats: 'always',
    effect: 'declared',
    output: 'none',
    saysNothingNew: true,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 10_000,
});
