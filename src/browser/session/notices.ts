import { excerpt } from '../../base/index.ts';
import type { Notice, Redactor } from './browser-session.ts';

const MAX_KEPT = 100;
const MAX_MESSAGE_CHARS = 500;

/** What the browser did on its own, kept until it is taken. Bounded: a page may open dialogs in a loop. */
export class Notices {
  #kept: Notice[] = [];
  #dropped = 0;
  readonly #secrets: Redactor;

  constructor(secrets: Redactor) {
    this.#secrets = secrets;
  }

  add(notice: Notice): void {
    if (this.#kept.length >= MAX_KEPT) {
      this.#dropped += 1;
      return;
    }
    const message = this.#secrets.redact(notice.message);
    const cut = excerpt(message, MAX_MESSAGE_CHARS);
    this.#kept.push({ ...notice, message: cut });
  }

  take(): Notice[] {
    const taken = this.#kept;
    if (this.#dropped > 0) taken.push({ kind: 'dialog', message: `${this.#dropped} more dialogs, tabs or downloads followed.` });
    this.#kept = [];
    this.#dropped = 0;
    return taken;
  }
}
