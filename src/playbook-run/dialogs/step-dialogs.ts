import { traitsOf } from '../../actions/index.ts';
import type { BrowserSession, DialogAnswer, DialogDecider, NativeDialog } from '../../browser/index.ts';
import { actionFailure, type DialogRecord, type ErrorBody, RoteError, type StepResult, toErrorBody } from '../../contract/index.ts';
import type { ActionOutcome } from '../../dispatch/index.ts';
import type { Step } from '../../playbook/index.ts';
import { type DeclaredDialog, declaredDialogs, dialogSays, undeclared, unexpected } from './declared-dialogs.ts';

/** A page may open dialogs in a loop. */
const MAX_KEPT = 50;

interface StepDialogsOptions {
  session: BrowserSession;
  name: string;
  declared: readonly DeclaredDialog[];
  /** Leaving the page is what the step is for. */
  leaves: boolean;
  /** Whether a dialog that is not declared is an error. */
  strict: boolean;
}

export function dialogsOfStep(session: BrowserSession, step: Step, number: number): StepDialogs {
  const name = `step ${number} (${step.description || step.action})`;
  const leaves = traitsOf(step.action).destination === 'page';
  return new StepDialogs({ session, name, declared: declaredDialogs(step.dialog), leaves, strict: true });
}

/**
 * Answers the native dialogs of one step: each by its own text, the declared ones in order. Alerts leave no choice, so
 * they use up no declaration, unless it expects their text.
 */
export class StepDialogs implements DialogDecider {
  readonly #options: StepDialogsOptions;
  readonly #records: DialogRecord[] = [];
  readonly #texts: string[] = [];
  #result: StepResult | undefined;
  #next = 0;
  #unmatched: NativeDialog | undefined;
  #problem: string | undefined;
  #writesBefore: number | undefined;

  constructor(options: StepDialogsOptions) {
    this.#options = options;
  }

  /** From now on, and at the beginning of each attempt: dialogs belong to this step until another begins. */
  begin(): void {
    const { session } = this.#options;
    this.#next = 0;
    this.#unmatched = undefined;
    this.#writesBefore ??= session.writesSent();
    session.decideDialogs(this);
  }

  decide(dialog: NativeDialog): DialogAnswer {
    this.#texts.push(dialog.text);
    const declared = this.#options.declared[this.#next];
    if (dialog.type === 'alert') {
      const wanted = declared?.expect_text;
      if (wanted !== undefined && dialogSays(dialog.text, wanted)) this.#next += 1;
      else this.#unmatched ??= dialog;
      return { accept: true };
    }
    this.#next += 1;
    if (declared === undefined) return this.#undeclared(dialog);
    const { accept, answer, expect_text: wanted } = declared;
    if (wanted !== undefined && !dialogSays(dialog.text, wanted)) {
      this.#problem ??= unexpected(dialog, wanted);
      return { accept: false };
    }
    return accept ? { accept, value: answer } : { accept };
  }

  answered(record: DialogRecord): void {
    if (this.#records.length < MAX_KEPT) this.#records.push(record);
    if (this.#result) this.#result.dialogs = this.#records;
  }

  /** The step as a sentence names it. */
  get name(): string {
    return this.#options.name;
  }

  /** What the dialogs said, in order, with secrets. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  get records(): readonly DialogRecord[] {
    return this.#records;
  }

  /** The outcome of the step's action, which is a failure if one of its dialogs was an error. */
  judge(outcome: ActionOutcome): ActionOutcome {
    const error = this.failure();
    if (error === undefined || outcome.stop !== undefined) return outcome;
    return { ...outcome, ok: false, error, performed: error.failure?.performed ?? 'maybe' };
  }

  /** Why the step has failed, if a dialog is the reason. `ended`: no further dialog of it is expected. */
  failure({ ended = false } = {}): ErrorBody | undefined {
    const wanted = this.#options.declared.slice(this.#next).find(({ expect_text }) => expect_text !== undefined)?.expect_text;
    const missed = ended && wanted !== undefined && this.#unmatched ? unexpected(this.#unmatched, wanted) : undefined;
    const message = this.#problem ?? missed;
    if (message === undefined) return undefined;
    const wrote = this.#options.session.writesSent() !== this.#writesBefore;
    return toErrorBody(new RoteError('STEP_FAILED', message, { failure: actionFailure('dialog', wrote ? 'maybe' : 'no') }));
  }

  /** The result gets the dialogs so far, and those that still come before the next step. */
  report(result: StepResult): void {
    this.#result = result;
    if (this.#records.length > 0) result.dialogs = this.#records;
  }

  #undeclared(dialog: NativeDialog): DialogAnswer {
    const { declared, leaves, strict } = this.#options;
    if (dialog.type === 'beforeunload' && leaves) return { accept: true };
    if (strict) this.#problem ??= undeclared(dialog, declared.slice(0, this.#next - 1));
    return { accept: false };
  }
}
