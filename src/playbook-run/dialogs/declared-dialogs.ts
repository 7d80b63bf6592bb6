import { excerpt, listOf } from '../../base/index.ts';
import { findText, type NativeDialog } from '../../browser/index.ts';
import type { StepDialog } from '../../playbook/index.ts';

/** What a playbook says about one dialog of a step. */
export interface DeclaredDialog {
  readonly accept: boolean;
  readonly expect_text?: string | undefined;
  readonly answer?: string | undefined;
}

export function declaredDialogs(dialog: StepDialog | undefined): DeclaredDialog[] {
  return listOf(dialog).map((one) => (typeof one === 'string' ? { accept: one === 'accept' } : one));
}

/** Whether a dialog says this, as whole words. */
export const dialogSays = (text: string, wanted: string): boolean => findText(text, wanted, 'words').found;

/** A dialog in a sentence: what it said and what it is. */
export function quoted({ type, text }: Pick<NativeDialog, 'type' | 'text'>): string {
  if (type === 'beforeunload') return 'whether to leave it, since changes may be lost (beforeunload)';
  return text === '' ? `something without a text (${type})` : `"${excerpt(text, 200)}" (${type})`;
}

/** Why a dialog that no declaration covers was dismissed, and the line that would answer it. */
export function undeclared(dialog: NativeDialog, before: readonly DeclaredDialog[]): string {
  const accepting = dialog.type === 'prompt' ? '{ answer: … }' : 'accept';
  const earlier = before.map((one) => (one.accept ? 'accept' : 'dismiss'));
  const line = (last: string) => `dialog: ${earlier.length === 0 ? last : `[${[...earlier, last].join(', ')}]`}`;
  return `The page asked ${quoted(dialog)}, which the step does not declare, so it was dismissed. To accept it, add "${line(accepting)}" to the step; to dismiss it without an error, "${line('dismiss')}".`;
}

/** Why a dialog with another text than expected was not accepted. */
export function unexpected(dialog: NativeDialog, wanted: string): string {
  const outcome = dialog.type === 'alert' ? '' : ', so it was dismissed';
  return `A dialog with the text "${wanted}" was expected, and the page showed ${quoted(dialog)}${outcome}.`;
}
