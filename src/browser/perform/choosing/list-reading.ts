import { locator, type Place } from '../../elements/locate.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
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
  readonly place: Place;

  constructor(run: ActionRun, selector: string, place: Place) {
    this.run = run;
    this.selector = selector;
    this.place = place;
  }

  /** Waits for a list that is not there yet. `opens`: it is opened next. */
  async read(wanted: WantedOption | null, { opens = false }: { opens?: boolean } = {}): Promise<ListState> {
    const { deadline } = this.run;
    for (;;) {
      const state = await this.#look(wanted, opens);
      if (state.kind !== 'missing') return state;
      await locator(this.place).waitFor({ state: 'attached', timeout: actionTimeout(deadline), signal: deadline.signal });
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
      return await evaluateAll(this.place, 'readList', { wanted, opens }, this.run.deadline);
    } catch (error) {
      if (!isReplaced(error)) throw error;
      return { kind: 'missing', tag: '', isMultiple: false, options: [], matches: [] };
    }
  }
}
