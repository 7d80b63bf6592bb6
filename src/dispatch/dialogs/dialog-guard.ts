import { type Deadline, errorMessage, excerpt } from '../../base/index.ts';
import type { NativeDialog } from '../../browser/index.ts';
import { judgeDialog } from '../../guardrails/index.ts';
import type { SecretBook } from '../../secrets/index.ts';
import type { ActionLog, ClickJudge, Confirm } from '../dispatcher-types.ts';

export interface DialogGuardDeps {
  log: ActionLog;
  secrets: SecretBook;
  judgeClick?: ClickJudge;
  confirm?: Confirm;
}

/**
 * Whether an agent may agree to what a dialog asks: undefined, or why not. Judged like a click on a button that says what the dialog
 * says: a destructive one needs a person's yes, and a model judges any other. No model or no answer is a no. No setting turns this off.
 */
export async function refuseDialog(deps: DialogGuardDeps, dialog: NativeDialog, deadline: Deadline): Promise<string | undefined> {
  const quoted = `"${excerpt(deps.secrets.redact(dialog.text), 200)}"`;
  const verdict = judgeDialog(dialog.text) === 'destructive' ? 'destructive' : await judge(deps, dialog, deadline);
  if (verdict === 'safe') return undefined;
  if (verdict === 'no_answer') return refused(deps, quoted, 'no model judged it safe');
  const confirmed = await deps.confirm?.(`Agree to the dialog ${quoted}? It looks like something that cannot be undone.`, deadline);
  if (confirmed !== true) {
    const why = deps.confirm ? 'the person did not say yes' : 'no one is there to confirm it';
    return refused(deps, quoted, `it looks destructive, and ${why}`);
  }
  await deps.log.emit({ type: 'guard', where: 'dialog', verdict: 'confirmed', reason: `A person confirmed the dialog ${quoted}.` });
  return undefined;
}

async function judge(deps: DialogGuardDeps, { type, text, url }: NativeDialog, deadline: Deadline) {
  if (!deps.judgeClick) return 'no_answer';
  try {
    const button = { role: 'button', name: 'OK', text: 'OK', href: '', inDialog: true };
    return await deps.judgeClick({ ...button, url, around: `${type} dialog: ${text}` }, deadline);
  } catch (problem) {
    deadline.log.warn('the model did not judge a dialog', { error: errorMessage(problem) });
    return 'no_answer';
  }
}

async function refused(deps: DialogGuardDeps, quoted: string, why: string): Promise<string> {
  await deps.log.emit({ type: 'guard', where: 'dialog', verdict: 'blocked', reason: `The dialog ${quoted} was dismissed: ${why}.` });
  return why;
}
