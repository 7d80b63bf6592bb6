import type { Locator } from 'playwright-core';
import type { WantedOption } from '../../page-world/lists/list-options.ts';
import type { ListState } from '../../page-world/readers/lists/read-list.ts';
import { IdleWatch } from '../../settling/idle-watch.ts';
import { nextChange } from '../../settling/next-change.ts';
import type { ActionRun } from '../action.ts';
import type { CallOptions } from '../on-element.ts';
import { notOffered, unclear } from './list-errors.ts';
import type { ListReading } from './list-reading.ts';

/** Chooses options of a `<select>`. Waits for options that the page is still loading. Returns a remark about how they were named. */
export async function chooseNative(
  run: ActionRun,
  element: Locator,
  options: CallOptions,
  wanted: readonly WantedOption[],
  reading: ListReading,
): Promise<string> {
  const idle = new IdleWatch(run.session);
  for (;;) {
    const states = await Promise.all(wanted.map((one) => reading.read(one)));
    const found = states.map(firstEnabled);
    const isComplete = found.every((position) => position !== undefined);
    if (isComplete) {
      for (const [at, one] of wanted.entries()) throwIfUnclear(reading, states[at], one);
      await element.selectOption(
        found.map((index, at) => ({ index, value: states[at]?.options[index]?.value })),
        options,
      );
      return remark(states, wanted);
    }
    const [state] = states;
    const missing = () => notOffered(reading, state as ListState, wanted);
    run.attempt.explain = async () => missing();
    if (await idle.isIdle(await nextChange(run.session, run.deadline), run.deadline)) throw missing();
  }
}

const firstEnabled = ({ options, matches }: ListState): number | undefined =>
  matches.find((position) => options[position]?.disabled === false);

/** Of several options with the same label, or value, the first is chosen, as Playwright does. What may be either must be clear. */
function throwIfUnclear(reading: ListReading, state: ListState | undefined, wanted: WantedOption): void {
  if (state === undefined || state.matches.length < 2) return;
  if ('option' in wanted || ('value' in wanted && isLabelOnly(state, wanted))) throw unclear(reading, state, wanted);
}

function isLabelOnly({ options, matches }: ListState, wanted: WantedOption): boolean {
  return 'value' in wanted && matches.every((position) => options[position]?.value !== wanted.value);
}

/** A value that is only a label is accepted, but it may be a mistake. */
function remark(states: readonly ListState[], wanted: readonly WantedOption[]): string {
  const isMistaken = wanted.some((one, at) => isLabelOnly(states[at] as ListState, one));
  return isMistaken ? ' No option has that value, so it was taken for the label: write "label" or "option".' : '';
}
