import { locator } from '../../elements/locate.ts';
import { commandSelector } from '../../page-world/bridge/register-engine.ts';
import type { WantedOption } from '../../page-world/lists/list-options.ts';
import type { ListState } from '../../page-world/readers/lists/read-list.ts';
import { comparable, containsText } from '../../page-world/text/comparable.ts';
import { clickElement } from '../click-element.ts';
import type { CallOptions } from '../on-element.ts';
import { pressWhenEntered } from '../typing/press.ts';
import { findInList } from './find-in-list.ts';
import { needsName, notKept, unclear } from './list-errors.ts';
import type { ListReading } from './list-reading.ts';
import { closeList, openList } from './open-list.ts';

/** An application may save a choice before it shows it. */
const SHOWS_WITHIN_MS = 2_000;

/**
 * Chooses options of a list that the page draws itself, as a person does: opens it, finds each option (by typing or scrolling if need
 * be), presses it, and looks whether it is chosen. What is chosen already is left alone.
 */
export async function chooseDrawn(reading: ListReading, options: CallOptions, wanted: readonly WantedOption[]): Promise<string> {
  if (wanted.some((one) => 'index' in one)) throw needsName(reading);
  await reading.pin();
  let opened = false;
  let isMultiple = wanted.length > 1;
  let remark = '';
  for (const one of wanted) {
    const before = await reading.read(one);
    if (isChosen(before, one)) continue;
    opened = (await openList(reading, options, one)) || opened;
    const found = await findInList(reading, one);
    isMultiple ||= found.isMultiple;
    if (found.matches.length > 1) throw unclear(reading, found, one);
    const option = found.options[found.matches[0] ?? -1];
    if (found.isMultiple && option?.selected === true) continue;
    await pressOption(reading, options, one);
    remark = await confirmChoice(reading, one, { before, found });
  }
  const [first] = wanted;
  if (opened && isMultiple && first !== undefined) await closeList(reading, options, first);
  return remark;
}

function isChosen({ drawn, options, matches, isMultiple }: ListState, wanted: WantedOption): boolean {
  if (drawn === undefined || 'index' in wanted) return false;
  const isMarked = matches.length === 1 && options[matches[0] ?? -1]?.selected === true;
  if (!drawn.isOpened || isMultiple) return isMarked;
  return 'value' in wanted ? false : comparable(drawn.shown) === comparable(Object.values(wanted)[0] as string);
}

async function pressOption({ run, place, selector }: ListReading, options: CallOptions, wanted: WantedOption): Promise<void> {
  const option = { ...place, selector: `${place.selector} >> ${commandSelector({ do: 'option', wanted })}` };
  const whole = { ...run.attempt };
  Object.assign(run.attempt, { place: option, selector: `${selector} >> option ${Object.values(wanted)[0]}` });
  await pressWhenEntered(run, () => clickElement(run, locator(option), options, option));
  Object.assign(run.attempt, { place: whole.place, selector: whole.selector });
}

/** Waits until the list, or the field that opens it, shows what was chosen. A remark if it never shows it. */
async function confirmChoice(
  reading: ListReading,
  wanted: WantedOption,
  { before, found }: { before: ListState; found: ListState },
): Promise<string> {
  const option = found.options[found.matches[0] ?? -1];
  const label = option?.label ?? '';
  const isShown = (state: ListState): boolean => {
    const { drawn, options, matches } = state;
    if (drawn === undefined) return true; // the page has gone on
    const isMarked = matches.some((position) => options[position]?.selected === true);
    if (!drawn.isOpened) return isMarked || matches.length === 0;
    if (found.isMultiple && isMarked) return true;
    return drawn.isTakenOver || (drawn.shown !== before.drawn?.shown && isRelated(drawn.shown, label)) || isSame(drawn.shown, label);
  };
  const { isRight, state } = await reading.until(wanted, isShown, SHOWS_WITHIN_MS);
  if (isRight) return '';
  if (state.drawn?.isOpened === false && !state.options.some(({ selected }) => selected)) return ' The list does not show what is chosen.';
  throw notKept(reading, label, state.drawn?.isOpened === true ? state.drawn.shown : chosenIn(state));
}

const chosenIn = ({ options }: ListState): string => options.flatMap(({ selected, label }) => (selected ? [label] : [])).join(', ');

const isSame = (shown: string, label: string): boolean => comparable(shown) === comparable(label);

/** A field may show a part of the option, or more than one. */
const isRelated = (shown: string, label: string): boolean =>
  shown.trim() !== '' && (containsText(shown, label) || containsText(label, shown));
