import type { CDPSession, Page } from 'playwright-core';
import { type Deadline, startDeadline } from '../../base/index.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { untraced } from '../playwright/untraced.ts';

export const JPEG_QUALITY = 60;
const MAX_ATTEMPTS = 5;
/** Chromium drops a screenshot that is requested while the page is being replaced. */
const ATTEMPT_MS = 2_000;

interface CameraTarget {
  page(): Page;
  cdp(): Promise<CDPSession>;
}

/**
 * Takes JPEG screenshots of the active tab, one at a time. Calls made while one is being taken share the next one, so a
 * screenshot after each action does not slow down a fast run. A screenshot shows the page at the time of the call or a
 * moment later.
 */
export class Camera {
  readonly #target: CameraTarget;
  #current: Promise<Uint8Array> | undefined;
  #next: Promise<Uint8Array> | undefined;

  constructor(target: CameraTarget) {
    this.#target = target;
  }

  take(deadline: Deadline): Promise<Uint8Array> {
    if (this.#current === undefined) return deadline.race(this.#start(deadline));
    this.#next ??= this.#current
      .catch(() => undefined) // its own caller gets the error
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
    let cause: unknown;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      try {
        // Chromium ends as a whole when a tab crashes that owes a screenshot: a page that hangs is not asked for one again.
        if (attempt > 1) await this.#untilPageAnswers(deadline);
        using time = startDeadline(ATTEMPT_MS, 'a screenshot', { log: deadline.log });
        const cdp = await time.race(this.#target.cdp());
        const shot = untraced(this.#target.page(), () =>
          cdp.send('Page.captureScreenshot', { format: 'jpeg', quality: JPEG_QUALITY, optimizeForSpeed: true }),
        );
        return Buffer.from((await time.race(shot)).data, 'base64');
      } catch (error) {
        this.#target.page(); // throws what happened to a page that is gone
        cause = error;
      }
    }
    throw pageFailure('timeout', 'No screenshot could be taken: the page is being replaced or does not render.', { cause });
  }

  /** The browser runs no script while a page is being replaced: an answer means that the new page is there. */
  async #untilPageAnswers(deadline: Deadline): Promise<void> {
    const page = this.#target.page();
    using time = startDeadline(ATTEMPT_MS, 'an answer of the page', { log: deadline.log });
    await time.race(untraced(page, () => page.evaluate('0')));
  }
}
