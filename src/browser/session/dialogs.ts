import type { BrowserContext, Dialog } from 'playwright-core';
import { errorMessage, type Log } from '../../base/index.ts';
import type { DialogPolicy } from './browser-session.ts';
import type { Notices } from './notices.ts';

const defaultDialogPolicy: DialogPolicy = { confirm: 'accept', beforeunload: 'accept', prompt: 'dismiss' };

function decide(dialog: Dialog, policy: DialogPolicy): { accept: boolean; answer?: string } {
  switch (dialog.type()) {
    case 'confirm':
      return { accept: policy.confirm === 'accept' };
    case 'beforeunload':
      return { accept: policy.beforeunload === 'accept' };
    case 'prompt':
      return policy.prompt === 'dismiss' ? { accept: false } : { accept: true, answer: policy.prompt.answer };
    default:
      return { accept: true };
  }
}

function describeOutcome(accept: boolean, answer: string | undefined): string {
  if (answer !== undefined) return 'answered';
  return accept ? 'accepted' : 'dismissed';
}

/** Answers every dialog of every tab by policy and reports it, so none blocks an action. */
export function answerDialogs(context: BrowserContext, policy: Partial<DialogPolicy> | undefined, notices: Notices, log: Log): void {
  const complete = { ...defaultDialogPolicy, ...policy };
  context.on('dialog', (dialog) => {
    const { accept, answer } = decide(dialog, complete);
    const text = dialog.message().trim();
    const outcome = describeOutcome(accept, answer);
    notices.add({
      kind: 'dialog',
      message: `${dialog.type() === 'alert' ? 'An' : 'A'} ${dialog.type()} dialog was ${outcome}${text === '' ? '.' : `: "${text}"`}`,
    });
    const answering = accept ? dialog.accept(answer) : dialog.dismiss();
    answering.catch((error: unknown) => log.debug('a dialog went away before it was answered', { error: errorMessage(error) }));
  });
}
