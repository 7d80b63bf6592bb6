/** How the agent ends: an action of its tool that never reaches the browser (docs/decisions). */
export const DONE_ACTION = 'done';
export const DONE_DESCRIPTION =
  'done(success, summary, verified, data?): ends the job, alone in its answer, after you have seen the result of your last action';

export const doneProperties = {
  success: { type: 'boolean', description: 'done: whether the job is finished' },
  summary: { type: 'string', description: 'done: what was done or found, or why not, in one to three sentences for the user' },
  verified: {
    type: 'string',
    description:
      'done: what you saw on the page that proves it, quoted from the latest observation or result; what you only assume is no proof',
  },
  data: { type: 'object', description: 'done: the values that were asked for, if any' },
} as const;

export interface FinalAnswer {
  success: boolean;
  summary: string;
  verified: string;
  data: unknown;
}

/** Reads the arguments of `done`; a string is what is wrong with them. */
export function readFinalAnswer(input: Record<string, unknown>): FinalAnswer | string {
  const success = input.success === 'true' ? true : input.success === 'false' ? false : input.success;
  const summary = asText(input.summary);
  const missing = [...(typeof success === 'boolean' ? [] : ['"success" (true or false)']), ...(summary === '' ? ['"summary"'] : [])];
  if (typeof success !== 'boolean' || missing.length > 0) return `done needs ${missing.join(' and ')}.`;
  return { success, summary, verified: asText(input.verified), data: readData(input.data) };
}

/** What may be asked again once each before a claimed success is believed or not. */
export interface AskedAgain {
  afterFailure: boolean;
  verification: boolean;
}

export type SuccessJudgement =
  | { verdict: 'believed' }
  /** `because` is for the model; `asked` is what must not be asked a second time. */
  | { verdict: 'ask_again'; because: string; asked: AskedAgain }
  | { verdict: 'not_believed' };

/**
 * A success needs a verification that says something, and is doubted once when the last action failed. A second answer without a
 * verification is not believed; a second one after a failure is, if it has a verification.
 */
export function judgeSuccess(answer: FinalAnswer, lastActionFailed: boolean, asked: AskedAgain): SuccessJudgement {
  const unverified = !saysSomething(answer.verified);
  const doubts: string[] = [];
  if (lastActionFailed && !asked.afterFailure) {
    doubts.push(
      'Your last action failed, yet you report success. Look at the page: if the job is not finished, go on or report success=false.',
    );
  }
  if (unverified && !asked.verification) {
    doubts.push(
      '"verified" must say what you saw on the page that proves it. Look (get_dom, extract, scroll or reload) if you have not seen it.',
    );
  }
  if (doubts.length > 0) {
    const now = { afterFailure: asked.afterFailure || lastActionFailed, verification: asked.verification || unverified };
    return { verdict: 'ask_again', because: `${doubts.join(' ')} Then call done again.`, asked: now };
  }
  return unverified ? { verdict: 'not_believed' } : { verdict: 'believed' };
}

/** "yes", "n/a" or "done" prove nothing. */
function saysSomething(verified: string): boolean {
  return verified.replace(/[^\p{L}\p{N}]/gu, '').length >= 8;
}

/** Some models give lists or objects where a text is asked for. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value))
    return value
      .map(asText)
      .filter((part) => part !== '')
      .join('; ');
  return value === undefined || value === null || typeof value === 'boolean' ? '' : JSON.stringify(value);
}

/** Models also write an object as its JSON text. */
function readData(data: unknown): unknown {
  if (typeof data !== 'string') return data ?? undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return data.trim() === '' ? undefined : data;
    throw error;
  }
}
