import { pageName } from '../../elements/resolving/explain-matches.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { timeoutWithin } from '../../playwright/timeout-within.ts';
import { untraced } from '../../playwright/untraced.ts';
import { stopEndlessScript } from '../../session/stop-endless-script.ts';
import { untilViewChanged } from '../../settling/view-change.ts';
import { type ActionRun, type Handler, revealText } from '../action.ts';
import { waited } from '../failures/failed-attempt.ts';

const MAX_OUTPUT_CHARS = 1_000_000;
const STOPS_WITHIN_MS = 2_000;

/** Calls the value when it is a function, and returns the result as JSON text. */
function wrapped(script: string): string {
  return `(async () => {
    const value = await (
${script}
);
    const result = typeof value === 'function' ? await value() : value;
    return result === undefined ? undefined : JSON.stringify(result);
  })()`;
}

/** Runs a playbook's script in the main frame. A script that does not end in time is stopped; the tab stays usable. */
export const evaluate: Handler<'evaluate'> = async ({ script }, run) => {
  const { session, deadline } = run;
  await untilViewChanged(session, deadline);
  const tooLong = (cause?: unknown) =>
    pageFailure('timeout', `The script on ${pageName(session)} did not end within ${waited(run.attempt)} and was stopped.`, { cause });
  run.attempt.explain = async () => tooLong();
  const cdp = await deadline.race(session.cdp());
  const call = untraced(session.context, () =>
    cdp.send('Runtime.evaluate', {
      expression: wrapped(revealText(script).trim().replace(/;+$/, '')),
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
      // A little later than the deadline, so that the deadline's own error comes first.
      timeout: timeoutWithin(deadline) + 50,
    }),
  );
  let answer: Awaited<typeof call>;
  try {
    answer = await deadline.race(call);
  } catch (error) {
    session.page();
    if (!deadline.signal.aborted) throw scriptFailed(run, 'the page was left while the script ran', error);
    const failure = tooLong(error);
    // The call's own limit does not cover a loop that begins after an await.
    await stopEndlessScript(session, STOPS_WITHIN_MS, deadline, { atOnce: true });
    throw failure;
  }
  if (answer.exceptionDetails) {
    const { exception, text } = answer.exceptionDetails;
    throw scriptFailed(run, (exception?.description ?? text).split('\n')[0] ?? text, answer.exceptionDetails);
  }
  const output = answer.result.value === undefined ? '' : String(answer.result.value);
  if (output.length > MAX_OUTPUT_CHARS) throw scriptFailed(run, `its result has more than ${MAX_OUTPUT_CHARS} characters`, undefined);
  const json: unknown = output === '' ? null : JSON.parse(output);
  return { text: 'The script ran.', output: typeof json === 'string' ? json : output, json };
};

function scriptFailed(run: ActionRun, why: string, cause: unknown) {
  const reason = run.session.options.secrets.redact(why).slice(0, 300);
  return pageFailure('script_error', `The script on ${pageName(run.session)} failed: ${reason}.`, { cause });
}
