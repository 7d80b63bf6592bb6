import type { ActionLog, ActionOutcome } from './dispatcher-types.ts';

/** Removes injected instructions from everything in the outcome that comes from a page; an event says how many. */
export async function screenOutcome(
  outcome: ActionOutcome,
  screen: (text: string) => { text: string; count: number },
  log: ActionLog,
): Promise<ActionOutcome> {
  let count = 0;
  const clean = (text: string): string => {
    const judged = screen(text);
    count += judged.count;
    return judged.text;
  };
  const screened: ActionOutcome = {
    ...outcome,
    text: clean(outcome.text),
    notices: outcome.notices.map(clean),
    output: outcome.output === undefined ? undefined : clean(outcome.output),
    error: outcome.error && { ...outcome.error, message: clean(outcome.error.message) },
  };
  if (count > 0) {
    const reason = `${count} instruction-like ${count === 1 ? 'text' : 'texts'} in a result ${count === 1 ? 'was' : 'were'} redacted.`;
    await log.emit({ type: 'guard', where: 'injection', verdict: 'redacted', reason, count, url: outcome.url });
  }
  return screened;
}
