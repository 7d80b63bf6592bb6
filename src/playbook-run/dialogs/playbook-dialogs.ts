import type { BrowserSession } from '../../browser/index.ts';
import { type ErrorBody, RoteError, type StepResult } from '../../contract/index.ts';
import type { Step, StepDialog } from '../../playbook/index.ts';
import { declaredDialogs } from './declared-dialogs.ts';
import { dialogsOfStep, StepDialogs } from './step-dialogs.ts';

/** The native dialogs of a run of a playbook. One that appears between two steps belongs to the first. */
export class PlaybookDialogs implements Disposable {
  readonly #session: BrowserSession;
  #current: StepDialogs | undefined;
  readonly #beforeSteps: StepDialogs;

  /** `ofLogin`: how to answer those of the login and the start page. */
  constructor(session: BrowserSession, ofLogin?: StepDialog) {
    this.#session = session;
    this.#beforeSteps = new StepDialogs({ session, name: 'the start', declared: declaredDialogs(ofLogin), leaves: true, strict: false });
  }

  /** Before the login and the start page. */
  start(): void {
    this.#beforeSteps.begin();
  }

  /** Why the login has failed: a dialog said something else than expected. */
  startFailure(): ErrorBody | undefined {
    return this.#beforeSteps.failure({ ended: true });
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
