import type { ActionByName } from '../../../actions/index.ts';
import type { WantedOption } from '../../page-world/lists/list-options.ts';
import type { Handler } from '../action.ts';
import { chooseDrawn } from '../choosing/choose-drawn.ts';
import { chooseNative } from '../choosing/choose-native.ts';
import { nameOf, notAList, notOffered } from '../choosing/list-errors.ts';
import { ListReading } from '../choosing/list-reading.ts';
import { onElement } from '../on-element.ts';
import { typeInto } from '../typing/type-into.ts';

function wantedOptions({ option, value, label, index }: ActionByName['select']): WantedOption[] {
  const list = <T>(given: T | T[]): T[] => (Array.isArray(given) ? given : [given]);
  if (option !== undefined) return list(option).map((one) => ({ option: one }));
  if (value !== undefined) return list(value).map((one) => ({ value: one }));
  if (label !== undefined) return list(label).map((one) => ({ label: one }));
  return list(index ?? []).map((one) => ({ index: one }));
}

/** Chooses options of a list: a native one, the suggestions of a field, or a list that the page draws itself. */
export const select: Handler<'select'> = async (input, run) => {
  const { selector } = input;
  const wanted = wantedOptions(input);
  const remark = await onElement(run, selector, async (element, options, place) => {
    const reading = new ListReading(run, selector, place);
    const state = await reading.read(wanted[0] ?? null);
    if (state.kind === 'other') throw notAList(reading, state);
    if (state.kind === 'select') return chooseNative(run, element, options, wanted, reading);
    if (state.kind === 'drawn') return chooseDrawn(reading, options, wanted);
    const suggestion = state.options[state.matches[0] ?? -1];
    if (suggestion === undefined || wanted.length > 1) throw notOffered(reading, state, wanted);
    await typeInto(run, { selector, text: suggestion.value, as: 'fill' });
    return '';
  });
  return { text: `Chose ${wanted.map(nameOf).join(', ')} in "${selector}".${remark}` };
};
