import { locator, type Place } from '../../elements/locate.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { TypingStart } from '../../page-world/readers/fields/type-text.ts';
import { actionTimeout } from '../../playwright/timeout-within.ts';
import { type ActionRun, revealText } from '../action.ts';
import { onElement } from '../on-element.ts';
import { correct } from './correct.ts';
import { nativeValue } from './native-value.ts';
import { notEntered, refused } from './not-entered.ts';
import { readBack, type Typing, writeText } from './read-back.ts';
import { type TypedField, typedFieldsOf } from './typed-fields.ts';
import { waitUntilFocusable } from './wait-until-focusable.ts';

/**
 * Types a text into a field in place of what is there, and reads it back. What the page lost or changed is typed again
 * in the way that the field takes. Throws STEP_FAILED with reason not_entered if the field does not hold the text then,
 * and VALIDATION_FAILED for a text that the field cannot take.
 */
export async function typeInto(run: ActionRun, { selector, text, as }: Pick<TypedField, 'selector' | 'text' | 'as'>): Promise<void> {
  run.attempt.fills = true;
  const fields = typedFieldsOf(run.session);
  fields.isRetry = false;
  const typing = await onElement(run, selector, async (element, options, place): Promise<Typing> => {
    const { field } = await waitUntilFocusable(run, selector, () => startTyping(run, place));
    const native = await nativeValue(run, { selector, place, field }, text);
    const typing = { id: fields.nextId(), place, field, text, wanted: native ?? revealText(text), isNative: native !== undefined, as };
    await writeText(element, typing, options);
    return typing;
  });
  const first = await readBack(run, typing);
  const end = first.state === 'different' ? await correct(run, typing) : first;
  if (end.state === 'entered') fields.add({ id: typing.id, selector, place: typing.place, text, as });
  if (end.state === 'refused') throw refused(run.session, { selector, text }, end.why);
  if (end.state !== 'different') return;
  const { maxLength } = typing.field;
  throw notEntered(run.session, [{ selector, text, value: end.value, maxLength }], 'Nothing was sent.');
}

/** Waits for an element that is not there yet. */
async function startTyping(
  { deadline }: ActionRun,
  place: Place,
): Promise<Required<TypingStart> & { field: NonNullable<TypingStart['field']> }> {
  for (;;) {
    const { isBehindDialog, field } = await evaluateAll(place, 'startTyping', undefined, deadline);
    if (field !== undefined) return { isBehindDialog, field };
    await locator(place).waitFor({ state: 'attached', timeout: actionTimeout(deadline), signal: deadline.signal });
  }
}
