import type { Step } from './step.ts';

/** The selectors of a step's element in the order of preference; none for a step without one. */
export function selectorsOf(step: Step): string[] {
  const selector = 'selector' in step ? step.selector : undefined;
  if (selector === undefined) return [];
  return typeof selector === 'string' ? [selector] : [selector.primary, ...selector.fallbacks];
}

/** What a step's element is called: as its author describes it, else by its first selector; empty for a step without one. */
export function targetName(step: Step): string {
  const selector = 'selector' in step ? step.selector : undefined;
  if (selector === undefined || typeof selector === 'string') return selector ?? '';
  return selector.description ?? selector.primary;
}
