import type { PageValue } from './capture.ts';
import type { Step } from './step.ts';
import { stepSchema } from './step-schema.ts';

/** The step that reads a captured value of the page. */
export function readingStep(
  { selector, mode, attribute }: Pick<PageValue, 'selector' | 'mode' | 'attribute'>,
  acceptStatus: readonly number[],
): Step {
  return stepSchema.parse({ action: 'extract', selector, params: { mode, attribute, accept_status: acceptStatus } });
}
