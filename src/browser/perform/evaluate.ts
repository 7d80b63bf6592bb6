import { pageName } from '../elements/explain-matches.ts';
import { pageFailure } from '../playwright/page-failure.ts';
import { timeoutWithin } from '../playwright/timeout-within.ts';
import { untraced } from '../playwright/untraced.ts';
import { stopEndlessScript } from '../session/stop-endless-script.ts';
import { type ActionRun, type Handler, revealText } from './action.ts';

const MAX_OUTPUT_CHARS = 1_000_000;
const STOPS_WITHIN_MS = 2_000;

/** Calls what is a function and gives the result as JSON text, so that the browser sends back what it would print. */
function wrapped(script: string): string {
  return `(async () => {
    const value = await (
${script}
);
    const result = typeof value === 'function' ? await value() : value;
    return result === undefined ? undefined : JSON.stringify(result);
  })()`;
}

/** Runs a playbook's own script in the main frame. One that does not end is stopped when the time is over; the tab lives on. */
export const evaluate: Handler<'evaluate'> = async ({ script }, run) => {
  const { session, deadline } = run;
  const tooLong = `The script on ${pageName(session)} did not end within ${run.attempt.timeoutMs} ms and was stopped.`;
  run.attempt.explain = async () => pageFailure('timeout', tooLong);
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
    if (!deadline.signal.aborted) throw scriptFailed(run, 'the page was left while it ran', error);
    // A loop that began after an await is not under the call's own limit.
    await stopEndlessScript(session, STOPS_WITHIN_MS, deadline);
    throw pageFailure('timeout', tooLong, { cause: error });
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
