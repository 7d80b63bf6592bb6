import type { ActionByName } from '../../../actions/index.ts';
import type { Deadline } from '../../../base/index.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import type { ActionRun, Handler } from '../action.ts';
import { onElement } from '../on-element.ts';

const MAX_OPTIONS_LISTED = 30;

function wantedOptions({ value, label, index }: ActionByName['select']) {
  const list = <T>(given: T | T[]): T[] => (Array.isArray(given) ? given : [given]);
  if (value !== undefined) return list(value).map((one) => ({ value: one }));
  if (label !== undefined) return list(label).map((one) => ({ label: one }));
  return list(index ?? []).map((one) => ({ index: one }));
}

async function explain(run: ActionRun, selector: string, wanted: string, time: Deadline): Promise<unknown> {
  const { place } = run.attempt;
  if (place === undefined) return undefined;
  const { tag, options, multiple } = await evaluateAll(place, 'readOptions', undefined, time);
  if (tag === '') return undefined;
  if (options === undefined) {
    return pageFailure('wrong_element', `"${selector}" is a <${tag}>, not a list: click it and then click the option.`);
  }
  const offered = options.slice(0, MAX_OPTIONS_LISTED).map((one) => `"${one.label}"${one.disabled ? ' (disabled)' : ''}`);
  const more = options.length > offered.length ? ` and ${options.length - offered.length} more` : '';
  return pageFailure(
    'option_not_found',
    `"${selector}" cannot be set to ${wanted}. It offers: ${offered.join(', ') || 'nothing'}${more}.`,
    {
      details: { options: options.slice(0, MAX_OPTIONS_LISTED), multiple },
    },
  );
}

/** Chooses options of a list. Waits for options that the page is still loading. */
export const select: Handler<'select'> = async (input, run) => {
  const { selector } = input;
  const wanted = wantedOptions(input);
  const words = wanted.map((one) => quoted(Object.values(one)[0])).join(', ');
  try {
    await onElement(run, selector, (element, options) => element.selectOption(wanted, options));
  } catch (error) {
    run.attempt.explain = (time) => explain(run, selector, words, time);
    throw error;
  }
  return { text: `Chose ${words} in "${selector}".` };
};

const quoted = (wanted: unknown): string => (typeof wanted === 'string' ? `"${wanted}"` : String(wanted));
