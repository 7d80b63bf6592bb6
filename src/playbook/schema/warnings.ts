import { listOf } from '../../base/index.ts';
import type { Finding } from './check.ts';
import type { Playbook } from './playbook-schema.ts';
import type { Step } from './steps/step.ts';
import { selectorsOf } from './steps/target.ts';

/** What is valid, but probably not what the author wants. `path` of a step, counted from 0. */
export function warningsOf({ steps }: Playbook): Finding[] {
  return steps.flatMap((step, index) => {
    const messages = [unproven(step), neverSeen(step, steps.slice(0, index))].filter((message) => message !== undefined);
    return messages.map((message): Finding => ({ path: ['steps', index], message }));
  });
}

function unproven({ effect, verify }: Step): string | undefined {
  if (effect !== 'write' || verify !== undefined) return undefined;
  return 'effect: write without verify: the report cannot say that it happened; expect what only this step makes true, or its answer (expect_response)';
}

/** A wait for something to go away ends early if that comes late, unless a step before has seen it. */
function neverSeen(step: Step, before: readonly Step[]): string | undefined {
  if (step.action !== 'wait_for' || step.params.state !== 'gone' || step.optional === true) return undefined;
  const chain = selectorsOf(step);
  if (chain.length === 0 || before.some((earlier) => seenBy(earlier).some((selector) => chain.includes(selector)))) return undefined;
  return `waits until "${chain[0]}" is gone, and no step before has seen it: if it comes later than 1.5 seconds, the wait has ended; expect it first (expect_element_visible), or wait for what comes after it`;
}

function seenBy(step: Step): string[] {
  const { verify, when } = step;
  return [...selectorsOf(step), ...listOf(verify?.expect_element_visible), ...listOf(when?.element_visible)];
}
