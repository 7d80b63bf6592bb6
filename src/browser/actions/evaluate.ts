import { z } from 'zod';
import type { Deadline } from '../../base/deadline.ts';
import { pageName } from '../explain-matches.ts';
import { pageFailure } from '../page-failure.ts';
import { timeoutWithin } from '../timeout-within.ts';
import { untraced } from '../untraced.ts';
import { type ActionDefinition, type ActionRun, revealText, secretTextSchema, timed } from './action.ts';

const schema = z.strictObject({
  script: secretTextSchema.describe('An expression, or a function that is called; its result is awaited and has to be JSON'),
  ...timed,
});

const MAX_OUTPUT_CHARS = 1_000_000;

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
export const evaluate: ActionDefinition<z.infer<typeof schema>> = {
  name: 'evaluate',
  description: 'Run a script in the page and return its result.',
  schema,
  defaultTimeoutMs: 10_000,
  async perform({ script }, run) {
    const { session, deadline } = run;
    const cdp = await deadline.race(session.cdp());
    const call = untraced(session.context, () =>
      cdp.send('Runtime.evaluate', {
        expression: wrapped(revealText(script).trim().replace(/;+$/, '')),
        awaitPromise: true,
        returnByValue: true,
        userGesture: true,
        timeout: timeoutWithin(deadline),
      }),
    );
    let answer: Awaited<typeof call>;
    try {
      answer = await deadline.race(call);
    } catch (error) {
      session.page();
      if (deadline.remainingMs() > 0) throw scriptFailed(run, 'the page was left while it ran', error);
      await stop(session.cdp(), deadline);
      throw pageFailure('timeout', `The script on ${pageName(session)} did not end within ${run.attempt.timeoutMs} ms and was stopped.`, {
        cause: error,
      });
    }
    if (answer.exceptionDetails) {
      const { exception, text } = answer.exceptionDetails;
      throw scriptFailed(run, (exception?.description ?? text).split('\n')[0] ?? text, answer.exceptionDetails);
    }
    const output = answer.result.value === undefined ? '' : String(answer.result.value);
    if (output.length > MAX_OUTPUT_CHARS) throw scriptFailed(run, `its result has more than ${MAX_OUTPUT_CHARS} characters`, undefined);
    const json: unknown = output === '' ? null : JSON.parse(output);
    return { text: 'The script ran.', output: typeof json === 'string' ? json : output, json };
  },
};

function scriptFailed(run: ActionRun, why: string, cause: unknown) {
  const reason = run.session.options.secrets.redact(why).slice(0, 300);
  return pageFailure('script_error', `The script on ${pageName(run.session)} failed: ${reason}.`, { cause });
}

/** A loop that began after the first await is not under the call's own limit. */
async function stop(cdp: ReturnType<ActionRun['session']['cdp']>, deadline: Deadline): Promise<void> {
  const session = await cdp;
  await session
    .send('Runtime.terminateExecution')
    .catch((error: unknown) => deadline.log.debug('nothing to stop', { error: String(error) }));
}
