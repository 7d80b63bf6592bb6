import type { Action } from '../actions/index.ts';
import { type Deadline, errorMessage } from '../base/index.ts';
import type { BrowserSession } from '../browser/index.ts';
import type { ActionOutcome } from './dispatcher-types.ts';

/**
 * Runs the actions one after the other, each guarded and logged like a single one. Stops at the first that fails and returns what was
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
  asked: readonly Action[],
  urlBefore: string,
  session: BrowserSession,
  deadline: Deadline,
): Promise<ActionOutcome> {
  const last = done.at(-1);
  const lines = done.map((outcome, index) => `${index + 1}. ${asked[index]?.action}: ${outcome.ok ? '' : 'FAILED: '}${outcome.text}`);
  const missing = asked.length - done.length;
  if (missing > 0) lines.push(`${missing} of ${asked.length} actions were not carried out.`);
  const output = done.map((outcome) => outcome.output).filter((text) => text !== undefined);
  const file = done.findLast((outcome) => outcome.file !== undefined)?.file;
  const image = last?.ok === false ? await pictureOf(session, deadline) : last?.image;
  return {
    ok: last?.ok ?? false,
    text: lines.join('\n'),
    ...(output.length > 0 && { output: output.join('\n\n') }),
    ...(file !== undefined && { file }),
    ...(image && { image }),
    ...(last?.error && { error: last.error }),
    ...(last?.stop && { stop: last.stop }),
    performed: done.some((outcome) => outcome.performed === 'yes') ? 'yes' : (last?.performed ?? 'no'),
    urlBefore,
    url: session.currentUrl(),
    pageChanged: done.some((outcome) => outcome.pageChanged),
    notices: done.flatMap((outcome) => outcome.notices),
    partsDone: done.filter((outcome) => outcome.ok).length,
  };
}

/** The failure is the news; a screenshot that cannot be taken is only logged. */
async function pictureOf(session: BrowserSession, deadline: Deadline): Promise<Uint8Array | undefined> {
  try {
    using own = deadline.within(5_000, 'the screenshot of a failed sequence');
    return await session.screenshot(own);
  } catch (problem) {
    deadline.log.debug('no screenshot of the failed sequence', { error: errorMessage(problem) });
    return undefined;
  }
}
