import { type Deadline, listOf } from '../../base/index.ts';
import { type BrowserSession, type Look, textLook, urlLook, visibleLook, watchTabs } from '../../browser/index.ts';
import type { Step, Verify } from '../../playbook/index.ts';

type LooksAt = (view: BrowserSession) => Look[];

/**
 * While a `wait_for` waits: if what it waits for is in another tab and not in the active one, that tab becomes active.
 * Bind it with `using`.
 */
export function watchTabsOfWait(session: BrowserSession, step: Step, selector: string | undefined, deadline: Deadline): Disposable {
  // What is gone is missing in most tabs.
  if (step.action !== 'wait_for' || step.params.state === 'gone') return NOTHING;
  const { text, url_contains: part } = step.params;
  return watch(session, (view) => looks(view, { selector, text, part }), deadline, 0);
}

/**
 * While the expectations of a step are checked: if they hold in a tab that the step opened and not in the active one,
 * that tab becomes active. `before`: the newest tab before the step.
 */
export function watchTabsOfVerification(
  session: BrowserSession,
  verify: Verify | undefined,
  before: number | undefined,
  deadline: Deadline,
): Disposable {
  if (verify === undefined || before === undefined) return NOTHING;
  const { expect_element_visible: selector, expect_text_on_page: text, expect_url_contains: part, match = 'words' } = verify;
  return watch(session, (view) => looks(view, { selector, text, part, match }), deadline, before);
}

interface Wanted {
  selector?: string | readonly string[] | undefined;
  text?: string | readonly string[] | undefined;
  part?: string | readonly string[] | undefined;
  match?: Verify['match'];
}

function looks(view: BrowserSession, { selector, text, part, match }: Wanted): Look[] {
  return [
    ...listOf(selector).map((one) => visibleLook(view, one)),
    ...listOf(text).map((one) => textLook(view, one, match)),
    ...listOf(part).map((one) => urlLook(view, one)),
  ];
}

const NOTHING: Disposable = { [Symbol.dispose]: () => undefined };

function watch(session: BrowserSession, looksAt: LooksAt, deadline: Deadline, newerThan: number): Disposable {
  if (looksAt(session).length === 0) return NOTHING;
  const has = async (view: BrowserSession, time: Deadline) => {
    const answers = await Promise.all(looksAt(view).map((look) => look(time)));
    return answers.every(({ ok }) => ok);
  };
  return watchTabs(session, has, deadline, newerThan);
}
