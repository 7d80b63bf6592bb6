import type { Deadline } from '../../../base/index.ts';
import { type BrowserSession, visibleLook } from '../../../browser/index.ts';
import { bindStep, type Step, selectorsOf } from '../../../playbook/index.ts';

interface NumberedStep {
  readonly step: Step;
  readonly number: number;
}

/**
 * The optional steps directly before the current one that were skipped. The layer that they close may appear late, over
 * the target of the current step: then they run after all.
 */
export class SkippedSteps {
  #steps: NumberedStep[] = [];

  /** After each step. */
  note(step: Step, number: number, isSkipped: boolean): void {
    if (!isSkipped) this.#steps = [];
    else if (step.optional === true) this.#steps.push({ step, number });
  }

  /** Takes those whose element is visible now. `values`: what is stored so far. */
  async takeVisible(session: BrowserSession, values: Readonly<Record<string, string>>, deadline: Deadline): Promise<NumberedStep[]> {
    const isVisible = async ({ step }: NumberedStep) => {
      const bound = bindStep(step, values);
      const looks = (bound.ok ? selectorsOf(bound.step) : []).map((selector) => visibleLook(session, selector)(deadline));
      // A page that cannot be asked is reported by the step that waits for it.
      return Promise.all(looks).then(
        (seen) => seen.some(({ ok }) => ok),
        () => false,
      );
    };
    const visible = await Promise.all(this.#steps.map(isVisible));
    const taken = this.#steps.filter((_, index) => visible[index]);
    this.#steps = this.#steps.filter((_, index) => !visible[index]);
    return taken;
  }
}
