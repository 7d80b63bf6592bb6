import type { Locator } from 'playwright-core';
import { DeadlineExceeded } from '../../../base/index.ts';
import { Secret } from '../../../secrets/index.ts';
import type { Place } from '../../elements/locate.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { FieldFacts, TypingEnd } from '../../page-world/readers/fields/type-text.ts';
import { nextChange } from '../../settling/next-change.ts';
import type { ActionRun } from '../action.ts';
import type { CallOptions } from '../on-element.ts';

/** How long a page may take to format what was typed, once it shows something else. */
const FORMATS_WITHIN_MS = 600;
/** A page that does not answer in this time is loading another document, or is kept busy by a script. */
const ANSWERS_WITHIN_MS = 5_000;

/** A text on its way into a field. */
export interface Typing {
  readonly id: number;
  readonly place: Place;
  /** The field before. */
  readonly field: FieldFacts;
  readonly text: string | Secret;
  /** What the field must hold: the text, or the value that a field of the browser takes for it. */
  readonly wanted: string;
  readonly isNative: boolean;
  readonly as: 'fill' | 'keys';
  /** What is in the field is selected with keys first. */
  readonly isSelectedByKeys?: boolean;
}

/** Types at once, as a paste does, or key by key. In both cases, the text takes the place of what is in the field. */
export async function writeText(element: Locator, typing: Typing, options: CallOptions): Promise<void> {
  const { wanted, isNative, as, field, isSelectedByKeys } = typing;
  if (isSelectedByKeys === true) {
    const { keyboard } = element.page();
    await element.press('ControlOrMeta+a', options);
    return wanted === '' ? keyboard.press('Delete') : keyboard.insertText(wanted);
  }
  if (as === 'fill' || isNative) return element.fill(wanted, options);
  if (!field.isEmpty) await element.fill('', options);
  // The keys go to the focus, which boxes for one character each pass on.
  await element.pressSequentially(wanted, options);
}

/**
 * Whether the field holds the text; `gone` when there is no field any more. An error of this call never leaves it: it
 * would show the text.
 */
export async function readBack(
  { session, deadline }: ActionRun,
  typing: Typing,
  { releasesKey = typing.as === 'fill' && !typing.isNative }: { releasesKey?: boolean } = {},
): Promise<TypingEnd> {
  if (session.pendingPage() !== undefined) return { state: 'gone' };
  const { id, place, wanted, isNative, text } = typing;
  const locale = isNative ? undefined : session.options.locale;
  const asked = { id, text: wanted, locale, isSecret: text instanceof Secret, isNative, releasesKey };
  using own = deadline.within(ANSWERS_WITHIN_MS, 'reading the field back');
  return evaluateAll(place, 'endTyping', asked, own).catch((): TypingEnd => {
    deadline.throwIfEnded();
    session.page();
    deadline.log.debug('a field was gone before it was read back');
    return { state: 'gone' };
  });
}

/** Reads the field again after every change, until it holds the text or has had time to format it. */
export async function readBackPatiently(run: ActionRun, typing: Typing): Promise<TypingEnd> {
  using own = run.deadline.within(FORMATS_WITHIN_MS, 'the page to format what was typed');
  for (;;) {
    const end = await readBack(run, typing, { releasesKey: false });
    if (end.state !== 'different' || own.signal.aborted) return end;
    await nextChange(run.session, own).catch((error: unknown) => {
      if (!(error instanceof DeadlineExceeded)) throw error;
      run.deadline.throwIfEnded();
    });
  }
}
