import type { Locator } from 'playwright-core';
import { frameOf, locator, type Place } from '../../elements/locate.ts';
import { ask } from '../../page-world/bridge/ask.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { commandSelector } from '../../page-world/bridge/register-engine.ts';
import type { WantedOption } from '../../page-world/lists/list-options.ts';
import type { ListState } from '../../page-world/readers/lists/read-list.ts';
import { isReplaced } from '../../playwright/playwright-errors.ts';
import { actionTimeout } from '../../playwright/timeout-within.ts';
import { IdleWatch } from '../../settling/idle-watch.ts';
import { nextChange } from '../../settling/next-change.ts';
import type { ActionRun } from '../action.ts';

/** Reads one list, as often as it takes. */
export class ListReading {
  readonly run: ActionRun;
  readonly selector: string;
  readonly #written: Place;
  #place: Place;

  constructor(run: ActionRun, selector: string, place: Place) {
    this.run = run;
    this.selector = selector;
    this.#written = place;
    this.#place = place;
  }

  /** Where the element is: as the selector says, or the element itself once it is pinned. */
  get place(): Place {
    return this.#place;
  }

  get element(): Locator {
    return locator(this.#place);
  }

  /**
   * Stays with the element that the selector names now. An open list may hide it from the roles of the selector, as everything that is
   * behind a layer of the page.
   */
  async pin(): Promise<void> {
    const { run } = this;
    const command = `${this.#written.selector} >> visible=true >> ${commandSelector({ do: 'number' })}`;
    const number = await ask<{ document: string; n: number }>(this.#written.frame, command, actionTimeout(run.deadline), run.deadline);
    this.#place = { ...this.#written, selector: frameOf(this.#written) + commandSelector({ do: 'ref', ...number }) };
    run.attempt.place = this.#place;
  }

  /** Waits for a list that is not there yet. `opens`: it is opened next. */
  async read(wanted: WantedOption | null, { opens = false }: { opens?: boolean } = {}): Promise<ListState> {
    const { deadline } = this.run;
    for (;;) {
      const state = await this.#look(wanted, opens);
      if (state.kind !== 'missing') return state;
      await this.element.waitFor({ state: 'attached', timeout: actionTimeout(deadline), signal: deadline.signal });
    }
  }

  /** Reads after each change of the page until the state is as it should be, or nothing has happened for `idleMs`. */
  async until(
    wanted: WantedOption,
    isRight: (state: ListState) => boolean,
    idleMs: number,
  ): Promise<{ isRight: boolean; state: ListState }> {
    const { session, deadline } = this.run;
    const idle = new IdleWatch(session, idleMs);
    for (;;) {
      await session.tabsReady(deadline);
      const state = await this.#look(wanted, false);
      if (isRight(state)) return { isRight: true, state };
      if (await idle.isIdle(await nextChange(session, deadline), deadline)) return { isRight: false, state };
    }
  }

  async #look(wanted: WantedOption | null, opens: boolean): Promise<ListState> {
    try {
      const state = await evaluateAll(this.#place, 'readList', { wanted, opens }, this.run.deadline);
      if (state.kind !== 'missing' || this.#place === this.#written) return state;
      // The page has drawn it again.
      this.#place = this.#written;
      return await evaluateAll(this.#place, 'readList', { wanted, opens }, this.run.deadline);
    } catch (error) {
      if (!isReplaced(error)) throw error;
      return { kind: 'missing', tag: '', isMultiple: false, options: [], matches: [] };
    }
  }
}
