import { type Action, definitionOf } from '../../actions/index.ts';
import { type Deadline, errorMessage } from '../../base/index.ts';
import {
  type ActionResult,
  type BrowserSession,
  type DialogAnswer,
  type DialogDecider,
  type NativeDialog,
  performAction,
  settle,
} from '../../browser/index.ts';
import { actionFailure, type DialogRecord, type ErrorBody, RoteError, toErrorBody } from '../../contract/index.ts';
import { type DialogGuardDeps, refuseDialog } from './dialog-guard.ts';

/** The page stands still while a model or a person judges its dialog. */
const JUDGED_WITHIN_MS = 30_000;
/** After an action that accepts dialogs, so many are waited for, one after the other. */
const MAX_IN_A_ROW = 5;
const MAX_KEPT = 50;

interface AgentDialogsDeps extends DialogGuardDeps {
  session: BrowserSession;
  onDialog?: (record: DialogRecord) => void;
}

/**
 * Answers the native dialogs of an agent's action: questions are dismissed, unless the action accepts them and they are judged
 * harmless or confirmed. After the action, all are dismissed.
 */
export class AgentDialogs implements DialogDecider {
  readonly records: DialogRecord[] = [];
  readonly #deps: AgentDialogsDeps;
  readonly #action: Action;
  readonly #deadline: Deadline;
  readonly #writesBefore: number;
  #judging: Promise<unknown> = Promise.resolve();
  #asked = 0;
  #ended = false;
  #problem: string | undefined;

  constructor(deps: AgentDialogsDeps, action: Action, deadline: Deadline) {
    this.#deps = deps;
    this.#action = action;
    this.#deadline = deadline;
    this.#writesBefore = deps.session.writesSent();
  }

  /** Performs the action, and answers the dialogs that it raises. */
  async during(action: Action): Promise<ActionResult> {
    const { session } = this.#deps;
    const { timeout_ms: own = definitionOf(action.action).defaultTimeoutMs } = action;
    session.decideDialogs(this);
    try {
      // Judging takes place while the action waits for the page.
      const patient = this.#accepts ? { ...action, timeout_ms: own + JUDGED_WITHIN_MS } : action;
      return await performAction(session, patient, this.#deadline);
    } finally {
      if (this.#accepts) await this.#settle();
      this.#ended = true;
    }
  }

  decide(dialog: NativeDialog): DialogAnswer | Promise<DialogAnswer> {
    this.#asked += 1;
    if (dialog.type === 'alert') return { accept: true };
    if (this.#ended || !this.#accepts) {
      if (this.#action.dialog !== 'dismiss') this.#problem ??= undeclared(dialog);
      return { accept: false };
    }
    // Only what was typed would be lost, and the action says that it may.
    if (dialog.type === 'beforeunload') return { accept: true };
    const answer = this.#judge(dialog);
    this.#judging = answer;
    return answer;
  }

  answered(record: DialogRecord): void {
    this.#deps.onDialog?.(record);
    if (this.records.length < MAX_KEPT) this.records.push(record);
  }

  /** Why the action has failed, if a dialog is the reason. Without the dialog's text, which comes from the page. */
  failure(): ErrorBody | undefined {
    if (this.#problem === undefined) return undefined;
    const wrote = this.#deps.session.writesSent() !== this.#writesBefore;
    return toErrorBody(new RoteError('STEP_FAILED', this.#problem, { failure: actionFailure('dialog', wrote ? 'maybe' : 'no') }));
  }

  get #accepts(): boolean {
    return this.#action.dialog === 'accept';
  }

  /** Waits for dialogs that the page opens when the action has returned, and until they are judged. */
  async #settle(): Promise<void> {
    try {
      for (let before = -1, round = 0; this.#asked !== before && round < MAX_IN_A_ROW; round += 1) {
        before = this.#asked;
        await settle(this.#deps.session, this.#deadline);
        await this.#judging;
      }
    } catch (problem) {
      this.#deadline.log.debug('the page did not settle after its dialogs', { error: errorMessage(problem) });
    }
  }

  async #judge(dialog: NativeDialog): Promise<DialogAnswer> {
    using own = this.#deadline.within(JUDGED_WITHIN_MS, 'judging a dialog');
    const why = await own
      .race(refuseDialog(this.#deps, dialog, own))
      .catch(() => `it was not judged within ${JUDGED_WITHIN_MS / 1_000} seconds`);
    if (why === undefined) return { accept: true, value: this.#action.dialog_answer };
    this.#problem ??= `The page asked something in a native ${dialog.type} dialog, which was dismissed although the action accepts it: ${why}. Do not try again.`;
    return { accept: false };
  }
}

function undeclared({ type }: NativeDialog): string {
  if (type === 'beforeunload') {
    return 'The page has unsaved changes and asked whether to leave it, so it stayed. To leave it and lose them, repeat the action with dialog: "accept".';
  }
  const answer = type === 'prompt' ? ' and dialog_answer' : '';
  return `The page asked something in a native ${type} dialog, which was dismissed. If your task includes agreeing to it, repeat the action with dialog: "accept"${answer}.`;
}
