import type { RoteError } from '../../../contract/index.ts';
import { pageName } from '../../elements/resolving/explain-matches.ts';
import type { WantedOption } from '../../page-world/lists/list-options.ts';
import type { ListState } from '../../page-world/readers/lists/read-list.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import type { ListReading } from './list-reading.ts';

const MAX_LISTED = 30;

/** The option as it was named: `"Berlin"`, `2`. */
export const nameOf = (wanted: WantedOption): string => {
  const [named] = Object.values(wanted) as (string | number)[];
  return typeof named === 'string' ? `"${named}"` : String(named);
};

export function notOffered({ selector }: ListReading, { options, isMultiple }: ListState, wanted: readonly WantedOption[]): RoteError {
  const listed = options.slice(0, MAX_LISTED);
  const names = listed.map((one) => `"${one.label}"${one.disabled ? ' (disabled)' : ''}`);
  const more = options.length > names.length ? ` and ${options.length - names.length} more` : '';
  const message = `"${selector}" cannot be set to ${wanted.map(nameOf).join(', ')}. It offers: ${names.join(', ') || 'nothing'}${more}.`;
  return pageFailure('option_not_found', message, { details: { options: listed, multiple: isMultiple } });
}

export function unclear({ selector }: ListReading, { options, matches }: ListState, wanted: WantedOption): RoteError {
  const meant = matches.map((position) => `"${options[position]?.label}" (value "${options[position]?.value}")`);
  const message = `${nameOf(wanted)} means several options of "${selector}": ${meant.join(', ')}. Name one by "value" or "label".`;
  return pageFailure('ambiguous', message, { details: { options: matches.map((position) => options[position]) } });
}

export function notAList({ selector }: ListReading, { tag, popup }: ListState): RoteError {
  const what = popup === undefined ? `is a <${tag}>, not a list` : `opens a ${popup}, not a list`;
  return pageFailure('wrong_element', `"${selector}" ${what}: click it and then click the option.`);
}

/** Such a list may draw only a part of its options, and guards judge an option by its name. */
export function needsName({ selector }: ListReading): RoteError {
  return pageFailure(
    'wrong_element',
    `"${selector}" is a list that the page draws: name the option by "label" or "option", not by "index".`,
  );
}

export function doesNotOpen({ selector, run }: ListReading): RoteError {
  const message = `"${selector}" on ${pageName(run.session)} opened no list of options (role listbox): click it, then click the option by its text.`;
  return pageFailure('wrong_element', message, { performed: 'maybe' });
}

export function notKept({ selector, run }: ListReading, label: string, shown: string): RoteError {
  const found = shown === '' ? 'nothing' : `"${shown.slice(0, 200)}"`;
  const message = `"${label}" was pressed in the list of "${selector}" on ${pageName(run.session)}, but ${found} is chosen.`;
  return pageFailure('not_entered', message, { performed: 'yes' });
}
