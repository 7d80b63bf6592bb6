import type { BrowserSession } from '../../browser/index.ts';
import { type ErrorBody, RoteError, type StepResult } from '../../contract/index.ts';
import type { Step } from '../../playbook/index.ts';
import { dialogsOfStep, StepDialogs } from './step-dialogs.ts';

/** The native dialogs of a run of a playbook. One that appears between two steps belongs to the first. */
export class PlaybookDialogs implements Disposable {
  readonly #session: BrowserSession;
  #current: StepDialogs | undefined;
  readonly #beforeSteps: StepDialogs;

  constructor(session: BrowserSession) {
    this.#session = session;
    // The login and the start page: a playbook has no place to declare their dialogs.
    this.#beforeSteps = new StepDialogs({ session, name: 'the start', declared: [], leaves: true, strict: false });
  }

  /** Before the login and the start page. */
  start(): void {
    this.#beforeSteps.begin();
  }

  reportStart(result: StepResult): void {
    this.#beforeSteps.report(result);
  }

  ofStep(step: Step, number: number): StepDialogs {
    return dialogsOfStep(this.#session, step, number);
  }

  /** Before each attempt of a step. Throws if a dialog of the previous step came after its end and was an error. */
  begin(dialogs: StepDialogs): void {
    const late = this.#current === dialogs ? undefined : this.lateFailure();
    if (late) throw RoteError.from(late, { message: `It did not run, because of a dialog of ${this.#current?.name}: ${late.message}` });
    this.#current = dialogs;
    dialogs.begin();
  }

  /** Why the step that began last has failed after all. */
  lateFailure(): ErrorBody | undefined {
    return this.#current?.failure();
  }

  /** What a step declares does not answer what an agent does. */
  [Symbol.dispose](): void {
    this.#session.decideDialogs(undefined);
  }
}
