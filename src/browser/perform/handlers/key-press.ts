import type { Page } from 'playwright-core';
import { Secret } from '../../../secrets/index.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import { type ActionRun, type Handler, revealText } from '../action.ts';
import { onElement } from '../on-element.ts';
import { pageAnswers } from '../page-answers.ts';
import { pressWhenEntered } from '../typing/press.ts';
import { typeInto } from '../typing/type-into.ts';
import { waitUntilFocusable } from '../typing/wait-until-focusable.ts';

/** Longer texts are inserted at once instead of key by key. */
const KEY_BY_KEY_CHARS = 500;

function typeAtFocus(page: Page, text: string, as: 'fill' | 'keys' | undefined): Promise<void> {
  return text.length > KEY_BY_KEY_CHARS && as !== 'keys' ? page.keyboard.insertText(text) : page.keyboard.type(text);
}

function pressOn(run: ActionRun, selector: string, key: string): Promise<void> {
  return onElement(run, selector, async (element, options, place) => {
    const { hasFocus } = await waitUntilFocusable(run, selector, () => evaluateAll(place, 'startPress', undefined, run.deadline));
    await (hasFocus ? press(run, key) : element.press(key, options));
  });
}

async function press(run: ActionRun, key: string): Promise<void> {
  await run.session.page().keyboard.press(key);
  await pageAnswers(run);
}

/** Types text and presses a key. By default a field is filled at once, like a paste, with its input and change events. */
export const keyPress: Handler<'key_press'> = async ({ selector, text, key, as }, run) => {
  const { session, deadline } = run;
  const done: string[] = [];
  if (text !== undefined) {
    if (selector !== undefined) await typeInto(run, { selector, text, as: as ?? 'fill' });
    else await deadline.race(typeAtFocus(session.page(), revealText(text), as));
    const shown = text instanceof Secret ? 'a secret' : `"${text.slice(0, 200)}"`;
    done.push(`Typed ${shown}${selector === undefined ? '' : ` into "${selector}"`}.`);
  }
  if (key !== undefined) {
    await pressWhenEntered(run, () => (selector === undefined ? press(run, key) : pressOn(run, selector, key)));
    await session.tabsReady(deadline);
    done.push(`Pressed ${key}.`);
  }
  return { text: done.join(' ') };
};
