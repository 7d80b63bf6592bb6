import { settle } from '../../settling/settle.ts';
import type { ActionRun } from '../action.ts';
import { notEntered } from './not-entered.ts';
import { typeInto } from './type-into.ts';
import { typedFieldsOf } from './typed-fields.ts';

/** The second press shows whether the fields keep what was typed again; a third only follows where nothing was lost. */
const MAX_PRESSES = 3;
const SETTLES_WITHIN_MS = 1_000;

/**
 * Presses a key or button that may send a form. While a field has lost what was typed, the page does not learn of the
 * press (page-world/typed/hold-back.ts): the texts are typed again, then the press is repeated. Throws STEP_FAILED with
 * reason not_entered when a text is lost again; nothing has been sent then.
 */
export async function pressWhenEntered(run: ActionRun, press: () => Promise<void>): Promise<void> {
  const fields = typedFieldsOf(run.session);
  for (let presses = 1; ; presses++) {
    const documents = run.session.documents();
    await press();
    const held = await fields.heldBack(documents, run.deadline);
    if (held === undefined) return;
    if (presses === MAX_PRESSES || (presses > 1 && held.lost.length > 0)) {
      throw notEntered(run.session, held.lost, 'The page did not keep what was typed, so nothing was pressed or sent.');
    }
    for (const field of held.lost) await typeInto({ ...run, attempt: { ...run.attempt, what: 'typing a lost text again' } }, field);
    if (held.lost.length > 0) await settle(run.session, run.deadline, { maxMs: SETTLES_WITHIN_MS });
  }
}
