import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { WantedOption } from '../../page-world/lists/list-options.ts';
import type { ListState } from '../../page-world/readers/lists/read-list.ts';
import { nextChange } from '../../settling/next-change.ts';
import { notOffered } from './list-errors.ts';
import type { ListReading } from './list-reading.ts';

/** A list at rest for this long has shown its first options … */
const COMES_WITHIN_MS = 1_000;
/** … and one that shows some will not show others without being searched or scrolled. */
const RESTS_MS = 300;
/** More than a list has that a person scrolls through. */
const MAX_SCROLLS = 500;

const isThere = ({ options, matches }: ListState): boolean => matches.some((position) => options[position]?.disabled === false);

/**
 * The open list once it shows the option: at once, after its text was typed, or further down. Throws STEP_FAILED with reason
 * option_not_found.
 */
export async function findInList(reading: ListReading, wanted: WantedOption): Promise<ListState> {
  const { run } = reading;
  run.attempt.explain = async (time) =>
    notOffered(reading, await evaluateAll(reading.place, 'readList', { wanted, opens: false }, time), [wanted]);
  const some = await reading.until(wanted, (state) => state.options.length > 0 || isThere(state), COMES_WITHIN_MS);
  const first = await reading.until(wanted, isThere, RESTS_MS);
  if (first.isRight) return first.state;
  if (some.state.drawn?.search !== undefined && !('index' in wanted)) {
    const text = Object.values(wanted)[0] as string;
    for (const typed of new Set([text, text.split(/[\s,(]/)[0] ?? ''])) {
      const found = await searchFor(reading, wanted, typed);
      if (found !== undefined) return found;
    }
    await searchFor(reading, wanted, '');
  }
  const found = await scrollTo(reading, wanted);
  if (found !== undefined) return found;
  throw notOffered(reading, await reading.read(wanted), [wanted]);
}

/** Types into the field that has the focus since the list was opened, with real keys, on which lists are searched. */
async function searchFor(reading: ListReading, wanted: WantedOption, text: string): Promise<ListState | undefined> {
  const { session, deadline } = reading.run;
  const { keyboard } = session.page();
  await deadline.race(keyboard.press('ControlOrMeta+a'));
  await deadline.race(text === '' ? keyboard.press('Delete') : keyboard.type(text));
  const { isRight, state } = await reading.until(wanted, isThere, COMES_WITHIN_MS);
  return isRight ? state : undefined;
}

/** Long lists draw only what is in view, and may load more at their end. */
async function scrollTo(reading: ListReading, wanted: WantedOption): Promise<ListState | undefined> {
  const { session, deadline } = reading.run;
  const scroll = (to: 'top' | 'on') => evaluateAll(reading.place, 'scrollList', { to }, deadline);
  let moves = await scroll('top');
  for (let times = 0; times < MAX_SCROLLS; times++) {
    if (moves) await nextChange(session, deadline);
    const state = moves ? await reading.read(wanted) : (await reading.until(wanted, isThere, COMES_WITHIN_MS)).state;
    if (isThere(state)) return state;
    const wasAtEnd = times > 0 && !moves;
    moves = await scroll('on');
    if (wasAtEnd && !moves) return undefined;
  }
  return undefined;
}
