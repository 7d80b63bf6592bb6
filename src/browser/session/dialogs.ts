import type { BrowserContext, Dialog } from 'playwright-core';
import { errorMessage, excerpt, type Log } from '../../base/index.ts';
import type { DialogRecord, DialogType } from '../../contract/index.ts';
import type { DialogAnswer, DialogDecider, NativeDialog, Redactor } from './browser-session.ts';
import type { Notices } from './notices.ts';

const MAX_TEXT_CHARS = 500;

/** Where no driver decides: an alert has no choice, leaving a page is what was asked for, and no question is agreed to. */
const WITHOUT_DRIVER: DialogDecider = { decide: ({ type }) => ({ accept: type === 'alert' || type === 'beforeunload' }) };

interface DialogsDeps {
  notices: Notices;
  secrets: Redactor;
  log: Log;
}

/** Has every native dialog of every tab answered by the current decider, and reports it, so that none blocks an action. */
export class Dialogs {
  readonly #deps: DialogsDeps;
  #decider = WITHOUT_DRIVER;

  constructor(context: BrowserContext, deps: DialogsDeps) {
    this.#deps = deps;
    context.on('dialog', (dialog) => void this.#answer(dialog));
  }

  decideBy(decider: DialogDecider | undefined): void {
    this.#decider = decider ?? WITHOUT_DRIVER;
  }

  async #answer(dialog: Dialog): Promise<void> {
    const decider = this.#decider;
    const type = dialog.type() as DialogType;
    const text = dialog.message().trim();
    const answer = await this.#decide(decider, { type, text, url: dialog.page()?.url() ?? '' });
    // As OK would: with what the page suggests.
    const value = type === 'prompt' && answer.accept ? (answer.value ?? dialog.defaultValue()) : undefined;
    const chosen = answer.accept ? 'accepted' : 'dismissed';
    const record: DialogRecord = {
      type,
      text: this.#shown(text),
      answer: type === 'alert' ? 'closed' : chosen,
      ...(value !== undefined && { value: this.#shown(value) }),
    };
    decider.answered?.(record);
    this.#deps.notices.add({ kind: 'dialog', message: describe(record) });
    try {
      await (answer.accept ? dialog.accept(value) : dialog.dismiss());
    } catch (error) {
      this.#deps.log.debug('a dialog went away before it was answered', { error: errorMessage(error) });
    }
  }

  async #decide(decider: DialogDecider, asked: NativeDialog): Promise<DialogAnswer> {
    try {
      return await decider.decide(asked);
    } catch (error) {
      this.#deps.log.warn('a dialog was dismissed because it could not be judged', { error: errorMessage(error) });
      return { accept: false };
    }
  }

  #shown(text: string): string {
    return excerpt(this.#deps.secrets.redact(text), MAX_TEXT_CHARS);
  }
}

function describe({ type, text, answer }: DialogRecord): string {
  return `${type === 'alert' ? 'An' : 'A'} ${type} dialog was ${answer}${text === '' ? '.' : `: "${text}"`}`;
}
