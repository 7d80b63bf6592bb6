import { defineAction } from '../define-action.ts';
import { tabFields, tabNames, tabTemplates } from '../fields.ts';

export const switchTab = defineAction({
  name: 'switch_tab',
  title: 'Make another tab the active one, in which the following steps act.',
  otherNames: ['use_tab', 'switch_to_tab'],
  brief: { title: '', fields: { index: 'from 0', url_contains: '' } },
  fields: tabFields,
  rules: [{ holds: (given) => tabNames(given) === 1, error: 'needs exactly one of index, title, url_contains and opener' }],
  written: { templates: tabTemplates },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'none',
    destination: 'none',
    clicks: 'never',
    maySend: false,
    repeats: 'always',
    effect: 'never',
    output: 'none',
    saysNothingNew: false,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 5_000,
});
