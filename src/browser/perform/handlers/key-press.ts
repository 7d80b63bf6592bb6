import type { Page } from 'playwright-core';
import { errorMessage } from '../../../base/index.ts';
import { Secret } from '../../../secrets/index.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { type ActionRun, type Handler, revealText } from '../action.ts';
import { onElement } from '../on-element.ts';
import { pageAnswers } from '../page-answers.ts';
import { waitUntilFocusable } from './wait-until-focusable.ts';

/** Longer texts are inserted at once instead of key by key. */
const KEY_BY_KEY_CHARS = 500;

async function fill(run: ActionRun, selector: string, text: string | Secret): Promise<void> {
  run.attempt.fills = true;
  await onElement(run, selector, async (element, options, place) => {
    await waitUntilFocusable(run, selector, place);
    await element.fill(revealText(text), options);
  });
  const { place } = run.attempt;
  if (text instanceof Secret && place !== undefined) {
    // Hides it in screenshots too, where the field is not a password field. A field that is gone shows nothing.
    await evaluateAll(place, 'maskFields', undefined, run.deadline).catch((error: unknown) =>
      run.deadline.log.debug('a field was gone before it was masked', { error: errorMessage(error) }),
    );
  }
}

function typeAtFocus(page: Page, text: string): Promise<void> {
  return text.length > KEY_BY_KEY_CHARS ? page.keyboard.insertText(text) : page.keyboard.type(text);
}

function pressOn(run: ActionRun, selector: string, key: string): Promise<void> {
  return onElement(run, selector, async (element, options, place) => {
    await waitUntilFocusable(run, selector, place);
    await element.press(key, options);
  });
}

async function press(run: ActionRun, key: string): Promise<void> {
  await run.session.page().keyboard.press(key);
  await pageAnswers(run);
}

/** Types text and presses a key. A field is filled at once, like a paste, with its input and change events. */
export const keyPress: Handler<'key_press'> = async ({ selector, text, key }, run) => {
  const { session, deadline } = run;
  const done: string[] = [];
  if (text !== undefined) {
    if (selector !== undefined) await fill(run, selector, text);
    else await deadline.race(typeAtFocus(session.page(), revealText(text)));
    const shown = text instanceof Secret ? 'a secret' : `"${text.slice(0, 200)}"`;
    done.push(`Typed ${shown}${selector === undefined ? '' : ` into "${selector}"`}.`);
  }
  if (key !== undefined) {
    if (selector === undefined) await press(run, key);
    else await pressOn(run, selector, key);
    await session.tabsReady(deadline);
    done.push(`Pressed ${key}.`);
  }
  return { text: done.join(' ') };
};
