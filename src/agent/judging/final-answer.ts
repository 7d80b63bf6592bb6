import { REF_SOURCE } from '../../contract/index.ts';

/** How the agent ends: an action of its tool that never reaches the browser (docs/decisions/0020). */
export const DONE_ACTION = 'done';
export const DONE_DESCRIPTION =
  'done(success, summary, verified, data?): ends the job; call it alone, after you have seen the result of your last action';

export const doneProperties = {
  success: { type: 'boolean', description: 'done: whether the job is finished' },
  summary: { type: 'string', description: 'done: what was done or found, or why not, in one to three sentences for the user' },
  verified: {
    type: 'string',
    description:
      'done: what you saw on the page that proves it, quoted from the latest observation or result; what you only assume is not proof',
  },
  data: { type: 'object', description: 'done: the values that the job asks for, if any' },
} as const;

export interface FinalAnswer {
  success: boolean;
  summary: string;
  verified: string;
  data: unknown;
}

/** Reads the arguments of `done`. Returns a string that says what is wrong if they are invalid. */
export function readFinalAnswer(input: Record<string, unknown>): FinalAnswer | string {
  const success = readBoolean(input.success);
  const summary = asText(input.summary);
  const missing = [...(typeof success === 'boolean' ? [] : ['"success" (true or false)']), ...(summary === '' ? ['"summary"'] : [])];
  if (typeof success !== 'boolean' || missing.length > 0) return `done needs ${missing.join(' and ')}.`;
  return { success, summary, verified: asText(input.verified), data: readData(input.data) };
}

/** The doubts about a reported success, each raised at most once. */
export interface AskedAgain {
  afterFailure: boolean;
  verification: boolean;
  quotes: boolean;
}

/** What is known when the final answer arrives. */
export interface Evidence {
  lastActionFailed: boolean;
  /** The latest observations and outputs. */
  seen: readonly string[];
}

export type SuccessJudgement =
  | { verdict: 'accepted' }
  /** `because` is for the model; `asked` holds the doubts that must not be raised again. */
  | { verdict: 'ask_again'; because: string; asked: AskedAgain }
  | { verdict: 'rejected' };

/**
 * A success needs a meaningful verification. It is doubted once if the last action failed, and once if nothing it
 * quotes was seen recently. A second answer without a verification is rejected. Any other second answer is accepted:
 * the failure may not matter, and a quote may be a paraphrase.
 */
export function judgeSuccess(answer: FinalAnswer, evidence: Evidence, asked: AskedAgain): SuccessJudgement {
  const now: AskedAgain = {
    afterFailure: asked.afterFailure || evidence.lastActionFailed,
    verification: asked.verification || !saysSomething(answer.verified),
    quotes: asked.quotes || !quotesWereSeen(answer.verified, evidence.seen),
  };
  const doubts = (Object.keys(DOUBTS) as (keyof AskedAgain)[]).filter((doubt) => now[doubt] && !asked[doubt]).map((doubt) => DOUBTS[doubt]);
  if (doubts.length > 0) return { verdict: 'ask_again', because: `${doubts.join(' ')} Then call done again.`, asked: now };
  return saysSomething(answer.verified) ? { verdict: 'accepted' } : { verdict: 'rejected' };
}

const DOUBTS: Readonly<Record<keyof AskedAgain, string>> = {
  afterFailure:
    'Your last action failed, yet you report success. Look at the page: if the job is not finished, continue or report success=false.',
  verification:
    '"verified" must say what you saw on the page that proves it. Look (get_dom, extract, scroll or reload) if you have not seen it.',
  quotes: 'What you quote in "verified" is not in the page you saw last. Look again and quote what is really there.',
};

const QUOTED = /"([^"]+)"|“([^”]+)”|«([^»]+)»|\B'([^']+)'\B/g;

/** The start of `[e12 link "O-5"]`: a sentence that contains it is quoted without it. */
const REF_AND_KIND = new RegExp(String.raw`\[${REF_SOURCE} [\w-]+ `, 'g');

/**
 * Whether at least one quoted text was seen, ignoring case, spaces and punctuation. True for a verification without
 * quotes, which cannot be checked.
 */
function quotesWereSeen(verified: string, seen: readonly string[]): boolean {
  const quotes = [...verified.matchAll(QUOTED)]
    .map((found) => lettersOnly(found.slice(1).find((part) => part !== undefined) ?? ''))
    .filter((quote) => quote.length >= 2);
  if (quotes.length === 0) return true;
  const haystack = seen.map((text) => lettersOnly(text.replace(REF_AND_KIND, ' '))).join(' ');
  return quotes.some((quote) => haystack.includes(quote));
}

function lettersOnly(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** "yes", "n/a" or "done" prove nothing. */
function saysSomething(verified: string): boolean {
  return lettersOnly(verified).length >= 8;
}

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
