import type { TextSource } from '../blinders/index.ts';
import type { DispatcherDeps } from './dispatcher-deps.ts';
import type { ActionLog, ActionOutcome } from './dispatcher-types.ts';

/**
 * Removes injected instructions from everything in the outcome that comes from a page; an event says how many. `observed`: the output is an
 * observation. The observer has screened its texts one by one, and its refs and heads look like what a page may imitate.
 */
export async function screenOutcome(
  outcome: ActionOutcome,
  observed: boolean,
  screen: NonNullable<DispatcherDeps['screen']>,
  log: ActionLog,
): Promise<ActionOutcome> {
  let count = 0;
  const clean = (text: string, source: TextSource): string => {
    const judged = screen(text, source);
    count += judged.count;
    return judged.text;
  };
  const screened: ActionOutcome = {
    ...outcome,
    text: clean(outcome.text, 'rote'),
    notices: outcome.notices.map((notice) => clean(notice, 'rote')),
    output: outcome.output === undefined || observed ? outcome.output : clean(outcome.output, 'page'),
    error: outcome.error && { ...outcome.error, message: clean(outcome.error.message, 'rote') },
  };
  if (count > 0) {
    const reason = `${count} instruction-like ${count === 1 ? 'text' : 'texts'} in a result ${count === 1 ? 'was' : 'were'} redacted.`;
    await log.emit({ type: 'guard', where: 'injection', verdict: 'redacted', reason, count, url: outcome.url });
  }
  return screened;
}
