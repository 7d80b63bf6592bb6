import { listOf } from '../../base/index.ts';
import {
  type BrowserSession,
  containsText,
  countLook,
  goneLook,
  type Look,
  type SeenChange,
  TextWatch,
  textLook,
  urlLook,
  type Verified,
  valueLook,
  visibleLook,
} from '../../browser/index.ts';
import type { Verify } from '../../playbook/index.ts';
import { dialogSays, quoted } from '../dialogs/declared-dialogs.ts';
import type { StepDialogs } from '../dialogs/step-dialogs.ts';

/** One expectation of a step, except that of its output. */
export interface Expectation {
  readonly look: Look;
  /** It waits for something to go away, which counts only once that was seen, or did not come for a while. */
  readonly isGone: boolean;
  /** When the page itself saw it change, beside the looks. */
  changes?(): SeenChange[];
}

/** The expectations of a step, watched until disposed. */
export interface Expectations extends Disposable {
  readonly list: readonly Expectation[];
}

/** What the step did, for expectations that ask for it. */
export interface StepFacts {
  /** The selector that found the step's element. */
  selector: () => string | undefined;
  /** When its action began, in milliseconds since 1970. */
  from: () => number;
  dialogs: StepDialogs | undefined;
}

/** One expectation of a kind that may be given several times. */
type OneOf<Kind extends keyof Verify> = Exclude<NonNullable<Verify[Kind]>, readonly unknown[]>;

/** `watched`: texts are watched by the page itself from the first look on, so that none is missed between two looks. */
export function expectationsOf(session: BrowserSession, verify: Verify, step: StepFacts, watched: boolean): Expectations {
  const { match = 'words' } = verify;
  const stack = new DisposableStack();
  const list: Expectation[] = [];
  const add = (look: Look, isGone = false) => list.push({ look, isGone });
  for (const part of listOf(verify.expect_url_contains)) add(urlLook(session, part));
  for (const selector of listOf(verify.expect_element_visible)) add(visibleLook(session, selector));
  for (const selector of listOf(verify.expect_element_gone)) add(goneLook(session, selector), true);
  for (const text of listOf(verify.expect_text_gone)) add(missingLook(textLook(session, text, match), text), true);
  for (const text of listOf(verify.expect_text_on_page)) {
    if (watched) {
      const watch = stack.use(new TextWatch(session, text, match));
      list.push({ look: (time) => watch.look(time), isGone: false, changes: () => watch.changes() });
    } else add(textLook(session, text, match));
  }
  for (const value of listOf(verify.expect_value)) add(fieldLook(session, value, step));
  for (const count of listOf(verify.expect_count)) {
    const { is, min = is ?? 0, max = is ?? Number.POSITIVE_INFINITY } = count;
    add(countLook(session, count.selector, { min, max }));
  }
  for (const file of listOf(verify.expect_download)) add(downloadLook(session, file, step));
  for (const response of listOf(verify.expect_response)) add(responseLook(session, response, step));
  for (const dialog of listOf(verify.expect_dialog)) add(dialogLook(dialog, step));
  return { list, [Symbol.dispose]: () => stack.dispose() };
}

/** The opposite of a look for a text. */
function missingLook(look: Look, text: string): Look {
  return async (time) => ((await look(time)).ok ? { ok: false, reason: `The text "${text}" is still on the page.` } : { ok: true });
}

function fieldLook(session: BrowserSession, expected: OneOf<'expect_value'>, step: StepFacts): Look {
  if (typeof expected !== 'string') return valueLook(session, expected.selector, expected.value);
  return async (time) => {
    const selector = step.selector();
    if (selector !== undefined) return valueLook(session, selector, expected)(time);
    return { ok: false, reason: 'The step has no field: write expect_value as { selector: …, value: … }.' };
  };
}

function downloadLook(session: BrowserSession, part: string, step: StepFacts): Look {
  return async () => {
    const files = session.savedSince(step.from());
    const names = files.flatMap(({ name, suggested }) => [name, suggested]);
    if (names.some((name) => containsText(name.toLowerCase(), part.toLowerCase()))) return { ok: true };
    const saved = files.length === 0 ? 'no file was saved' : `saved: ${files.map(({ suggested }) => `"${suggested}"`).join(', ')}`;
    return { ok: false, reason: `No download with "${part}" in its name: ${saved}.` };
  };
}

function responseLook(session: BrowserSession, { url_contains: part, method, status }: OneOf<'expect_response'>, step: StepFacts): Look {
  const asked = `${method === undefined ? 'request' : method.toUpperCase()} to an address with "${part}"`;
  const fits = (given: number) => (status === undefined ? given < 400 : [status].flat().includes(given));
  return async (): Promise<Verified> => {
    const answers = session.traffic
      .answersSince(step.from())
      .filter((answer) => answer.url.includes(part) && (method === undefined || answer.method === method.toUpperCase()));
    if (answers.some((answer) => fits(answer.status))) return { ok: true };
    const last = answers.at(-1);
    return {
      ok: false,
      reason: last === undefined ? `The application answered no ${asked}.` : `The last ${asked} was answered with ${last.status}.`,
    };
  };
}

function dialogLook(wanted: string, { dialogs }: StepFacts): Look {
  return async () => {
    if (dialogs?.texts.some((text) => dialogSays(text, wanted))) return { ok: true };
    const others = dialogs?.records.map(quoted) ?? [];
    const instead = others.length === 0 ? '' : `; the page showed ${others.join(', then ')}`;
    return { ok: false, reason: `No dialog with the text "${wanted}" appeared${instead}.` };
  };
}
