import type { CDPSession, Page } from 'playwright-core';
import { type Deadline, startDeadline } from '../../base/index.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { untraced } from '../playwright/untraced.ts';

const QUALITY = 60;
const MAX_ATTEMPTS = 5;
/** Chromium forgets a picture that it was asked for while the page was being replaced. */
const ATTEMPT_MS = 2_000;

interface Subject {
  page(): Page;
  cdp(): Promise<CDPSession>;
}

/**
 * Takes JPEG pictures of the active tab. At most one is being taken; those who ask meanwhile share the next one, so that a fast run with a picture
 * after each action is not slowed down by them. A picture shows the page as it is when it was asked for, or a moment later.
 */
export class Camera {
  readonly #subject: Subject;
  #current: Promise<Uint8Array> | undefined;
  #next: Promise<Uint8Array> | undefined;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  take(deadline: Deadline): Promise<Uint8Array> {
    if (this.#current === undefined) return deadline.race(this.#start(deadline));
    this.#next ??= this.#current
      .catch(() => undefined) // whoever asked for that one is told
      .then(() => {
        this.#next = undefined;
        return this.#start(deadline);
      });
    return deadline.race(this.#next);
  }

  #start(deadline: Deadline): Promise<Uint8Array> {
    const taking = this.#shoot(deadline).finally(() => {
      if (this.#current === taking) this.#current = undefined;
    });
    this.#current = taking;
    return taking;
  }

  async #shoot(deadline: Deadline): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt += 1) {
      using time = startDeadline(ATTEMPT_MS, 'a picture of the page', { log: deadline.log });
      try {
        const cdp = await time.race(this.#subject.cdp());
        const shot = untraced(this.#subject.page(), () =>
          cdp.send('Page.captureScreenshot', { format: 'jpeg', quality: QUALITY, optimizeForSpeed: true }),
        );
        return Buffer.from((await time.race(shot)).data, 'base64');
      } catch (error) {
        const page = this.#subject.page();
        if (attempt === MAX_ATTEMPTS) {
          throw pageFailure('timeout', 'No picture of the page could be taken: it is being replaced, or does not draw itself.', {
            cause: error,
          });
        }
        // While a page is being replaced the browser answers no script: the answer says that the next one is there.
        await time.race(untraced(page, () => page.evaluate('0'))).catch(() => undefined);
      }
    }
  }
}
