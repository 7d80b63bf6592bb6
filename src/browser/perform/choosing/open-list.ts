import type { WantedOption } from '../../page-world/lists/list-options.ts';
import type { ListState } from '../../page-world/readers/lists/read-list.ts';
import { clickElement } from '../click-element.ts';
import type { CallOptions } from '../on-element.ts';
import { pressWhenEntered } from '../typing/press.ts';
import { doesNotOpen, notAList } from './list-errors.ts';
import type { ListReading } from './list-reading.ts';

/** A list that has not opened after this time of rest needs a key. */
const OPENS_WITHIN_MS = 1_000;

const isOpen = ({ drawn }: ListState): boolean => drawn?.isOpen === true;

/** Opens the list of a control, by a click or the arrow key. False if it is open already, or is always there. */
export async function openList(reading: ListReading, options: CallOptions, wanted: WantedOption): Promise<boolean> {
  const { run } = reading;
  const before = await reading.read(wanted, { opens: true });
  if (isOpen(before)) return false;
  const byKey = () => pressWhenEntered(run, () => reading.element.press('ArrowDown', options));
  const byClick = () => pressWhenEntered(run, () => clickElement(run, reading.element, options, reading.place));
  for (const open of before.drawn?.isCovered === true ? [byKey] : [byClick, byKey]) {
    await open();
    if ((await reading.until(wanted, isOpen, OPENS_WITHIN_MS)).isRight) return true;
  }
  const after = await reading.read(wanted);
  // One that opens while a person types.
  if (after.drawn?.search !== undefined) return true;
  throw after.popup === undefined ? doesNotOpen(reading) : notAList(reading, after);
}

/** Closes a list that stays open after a choice, so that it does not lie over what comes next. */
export async function closeList(reading: ListReading, options: CallOptions, wanted: WantedOption): Promise<void> {
  const { run, place, element } = reading;
  const { drawn } = await reading.read(wanted);
  if (drawn === undefined || !drawn.isOpen) return;
  if (drawn.search === 'control') return element.blur(options);
  // Elsewhere Escape might close the dialog that the control is in.
  if (drawn.isCovered) return run.deadline.race(run.session.page().keyboard.press('Escape'));
  await clickElement(run, element, options, place);
}
