import { clip } from '../../base/index.ts';
import type { Change } from '../agent-types.ts';
import { quotesIn } from './quotes.ts';
import type { SeenTexts } from './seen-texts.ts';

/** How the agent ends: an action of its tool that never reaches the browser (docs/decisions/0020). */
export const DONE_ACTION = 'done';
export const DONE_DESCRIPTION =
  'done(success, summary, verified, unchanged?, data?): ends the job; alone, once the result of the last action was seen';

export const doneProperties = {
  success: { type: 'boolean' },
  summary: { type: 'string', description: 'for the user: what was done or found, or why not' },
  verified: {
    type: 'string',
    description: 'the proof: "quotes" word for word of what the page showed after the last change',
  },
  unchanged: { type: 'boolean', description: 'no change was needed; quote the state' },
  data: { type: 'object', description: 'values that the job asks for' },
} as const;

export interface FinalAnswer {
  success: boolean;
  summary: string;
  verified: string;
  /** The job needed no change. */
  unchanged: boolean;
  data: unknown;
}

/** Reads the arguments of `done`. Returns a string that says what is wrong if they are invalid. */
export function readFinalAnswer(input: Record<string, unknown>): FinalAnswer | string {
  const success = readBoolean(input.success);
  const summary = asText(input.summary);
  const missing = [...(typeof success === 'boolean' ? [] : ['"success" (true or false)']), ...(summary === '' ? ['"summary"'] : [])];
  if (typeof success !== 'boolean' || missing.length > 0) return `done needs ${missing.join(' and ')}.`;
  return {
    success,
    summary,
    verified: asText(input.verified),
    unchanged: readBoolean(input.unchanged) === true,
    data: readData(input.data),
  };
}

/** What is known when the final answer arrives. */
export interface Evidence {
  lastActionFailed: boolean;
  seen: SeenTexts;
  /** What the agent's actions sent that may have changed something; undefined: nothing. */
  change: Change | undefined;
  /** The job is to change something. */
  mustChange: boolean;
}

/** `once`: a second answer is accepted all the same, because the failure may not matter. */
export interface Doubt {
  kind: 'after_failure' | 'objection' | 'verification' | 'not_seen' | 'no_change' | 'not_new';
  once: boolean;
  /** For the model: what is missing, and what to do. */
  words: string;
}

/**
 * What is doubtful about a reported success. Every quote must have been shown; of a job that changes something, after the
 * last change. A change must have been sent, and one quote must have become true by it or have been read back, unless
 * the answer says that none was needed.
 */
export function doubtsAbout(answer: FinalAnswer, { lastActionFailed, seen, change, mustChange }: Evidence): Doubt[] {
  const doubts: Doubt[] = [];
  const doubt = (kind: Doubt['kind'], words: string, once = false) => doubts.push({ kind, words, once });
  if (lastActionFailed) {
    doubt(
      'after_failure',
      'Your last action failed, yet you report success. Look at the page: if the job is not finished, continue or report success=false.',
      true,
    );
  }
  if (mustChange && change?.objection !== undefined)
    doubt('objection', `${change.objection}: open the record or the list again and see what became of it.`, true);
  if (mustChange && change === undefined && !answer.unchanged) {
    doubt(
      'no_change',
      'You sent nothing that changes anything. If the job is not done, do it or report success=false. If it needed no change (it was so already, or only the page itself changes), call done with unchanged=true and quote the state that shows it.',
    );
  }
  const quotes = quotesIn(answer.verified);
  if (quotes.length === 0) {
    doubt(
      'verification',
      '"verified" must quote, in quotation marks and word for word, what you saw on the page that proves it. Look (get_dom, extract, scroll or reload) if you have not seen it.',
    );
    return doubts;
  }
  const from = mustChange ? (change?.last ?? 0) : 0;
  for (const quote of quotes.filter((one) => !seen.isShown(one, from))) {
    const old = seen.isShown(quote) ? 'was seen only before your last change' : 'is not in what the page showed you';
    doubt('not_seen', `"${clip(quote, MAX_QUOTE_CHARS)}" ${old}. Look again and quote what is really there.`);
  }
  const proves = (quote: string) => change === undefined || seen.isNew(quote, change.first) || seen.isReadBack(quote, change.last);
  if (mustChange && change !== undefined && !answer.unchanged && !quotes.some(proves)) {
    doubt(
      'not_new',
      'What you quote was on the page before your change already, so it proves nothing. Read the change back: open the record or the list again (goto), and quote what it shows now.',
    );
  }
  return doubts;
}

const MAX_QUOTE_CHARS = 120;

/** Some models pass a boolean as a string. */
function readBoolean(value: unknown): unknown {
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

/** Some models return lists or objects where the schema requires a string. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value))
    return value
      .map(asText)
      .filter((part) => part !== '')
      .join('; ');
  return value === undefined || value === null || typeof value === 'boolean' ? '' : JSON.stringify(value);
}

/** Some models pass an object as a string of JSON. */
function readData(data: unknown): unknown {
  if (typeof data !== 'string') return data ?? undefined;
  try {
    return JSON.parse(data) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return data.trim() === '' ? undefined : data;
    throw error;
  }
}
