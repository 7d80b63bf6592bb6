import { z } from 'zod';
import type { Deadline } from '../../base/index.ts';
import { evaluateAll } from '../page-world/bridge/evaluate-all.ts';
import { readOptions } from '../page-world/readers/read-options.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { type ActionDefinition, type ActionRun, selectorSchema, timed } from './action.ts';
import { onElement } from './on-element.ts';

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).max(200)]);
const schema = z
  .strictObject({
    selector: selectorSchema,
    value: oneOrMore(z.string()).optional(),
    label: oneOrMore(z.string()).optional().describe('What the option says'),
    index: oneOrMore(z.int().min(0)).optional().describe('Position of the option, from 0'),
    ...timed,
  })
  .refine((input) => [input.value, input.label, input.index].filter((given) => given !== undefined).length === 1, {
    error: 'needs exactly one of value, label and index',
  });

const MAX_OPTIONS_LISTED = 30;

function wantedOptions({ value, label, index }: z.infer<typeof schema>) {
  const list = <T>(given: T | T[]): T[] => (Array.isArray(given) ? given : [given]);
  if (value !== undefined) return list(value).map((one) => ({ value: one }));
  if (label !== undefined) return list(label).map((one) => ({ label: one }));
  return list(index ?? []).map((one) => ({ index: one }));
}

async function explain(run: ActionRun, selector: string, wanted: string, time: Deadline): Promise<unknown> {
  const { place } = run.attempt;
  if (place === undefined) return undefined;
  const { tag, options, multiple } = await evaluateAll(place, readOptions, undefined, time);
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

/** Chooses from a list. Options that a page is still loading are waited for. */
export const select: ActionDefinition<z.infer<typeof schema>> = {
  name: 'select',
  description: 'Choose one or more options of a list by value, label or index.',
  schema,
  defaultTimeoutMs: 5_000,
  async perform(input, run) {
    const { selector } = input;
    const wanted = wantedOptions(input);
    const words = wanted.map((one) => JSON.stringify(Object.values(one)[0])).join(', ');
    try {
      await onElement(run, selector, (element, options) => element.selectOption(wanted, options));
    } catch (error) {
      run.attempt.explain = (time) => explain(run, selector, words, time);
      throw error;
    }
    return { text: `Chose ${words} in "${selector}".` };
  },
};
