import { defineAction } from '../define-action.ts';
import { tabFields, tabNames, tabTemplates } from '../fields.ts';

export const closeTab = defineAction({
  name: 'close_tab',
  title: 'Close a tab, by default the active one; the tab that opened it becomes active.',
  brief: { title: '', fields: { index: 'from 0', url_contains: '' } },
  fields: tabFields,
  rules: [{ holds: (given) => tabNames(given) <= 1, error: 'has more than one of index, title, url_contains and opener' }],
  written: { templates: tabTemplates },
  traits: {
    drivers: ['playbook', 'agent'],
    target: 'none',
    destination: 'none',
    clicks: 'never',
    maySend: false,
    repeats: 'never',
    effect: 'never',
    output: 'none',
    saysNothingNew: false,
    leastGoal: 'look',
  },
  defaultTimeoutMs: 5_000,
});
