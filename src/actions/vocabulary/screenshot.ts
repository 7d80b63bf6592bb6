import { defineAction } from '../define-action.ts';

export const screenshot = defineAction({
  name: 'screenshot',
  title: 'Take a picture of what the active tab shows.',
  fields: {},
  traits: {
    drivers: ['agent'],
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
