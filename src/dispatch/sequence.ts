import type { Action } from '../actions/index.ts';
import { type Deadline, errorMessage } from '../base/index.ts';
import type { BrowserSession } from '../browser/index.ts';
import type { ActionOutcome } from './dispatcher-types.ts';

/**
 * Runs the actions in order, each guarded and logged like a single one. Stops at the first failure and returns what was
 * done, the error and a screenshot. Never rejects.
 */
export async function runSequence(
  actions: readonly Action[],
  run: (action: Action) => Promise<ActionOutcome>,
  session: BrowserSession,
  deadline: Deadline,
): Promise<ActionOutcome> {
  const urlBefore = session.currentUrl();
  const done: ActionOutcome[] = [];
  for (const action of actions) {
    const outcome = await run(action);
    done.push(outcome);
    if (!outcome.ok || outcome.stop) break;
  }
  return summarise(done, actions, urlBefore, session, deadline);
}

async function summarise(
  done: readonly ActionOutcome[],
  actions: readonly Action[],
  urlBefore: string,
  session: BrowserSession,
  deadline: Deadline,
): Promise<ActionOutcome> {
  const last = done.at(-1);
  const lines = done.map((outcome, index) => `${index + 1}. ${actions[index]?.action}: ${outcome.ok ? '' : 'FAILED: '}${outcome.text}`);
  const missing = actions.length - done.length;
  if (missing > 0) lines.push(`${missing} of ${actions.length} actions were not run.`);
  const output = done.map((outcome) => outcome.output).filter((text) => text !== undefined);
  const files = done.flatMap((outcome) => outcome.files ?? []);
  const image = last?.ok === false ? await screenshotOf(session, deadline) : last?.image;
  return {
    ok: last?.ok ?? false,
    text: lines.join('\n'),
    output: output.length > 0 ? output.join('\n\n') : undefined,
    files: files.length > 0 ? files : undefined,
    image,
    error: last?.error,
    stop: last?.stop,
    performed: done.some((outcome) => outcome.performed === 'yes') ? 'yes' : (last?.performed ?? 'no'),
    urlBefore,
    url: session.currentUrl(),
    pageChanged: done.some((outcome) => outcome.pageChanged),
    notices: done.flatMap((outcome) => outcome.notices),
    actionsDone: done.filter((outcome) => outcome.ok).length,
  };
}

/** The failure is the news; a screenshot that cannot be taken is only logged. */
async function screenshotOf(session: BrowserSession, deadline: Deadline): Promise<Uint8Array | undefined> {
  try {
    using own = deadline.within(5_000, 'the screenshot of a failed sequence');
    return await session.screenshot(own);
  } catch (problem) {
    deadline.log.debug('no screenshot of the failed sequence', { error: errorMessage(problem) });
    return undefined;
  }
}
