import type { ElementDescription } from '../../src/browser/index.ts';
import type { ClickVerdict } from '../../src/guardrails/index.ts';

/** A control of a real application, and what pressing it did there. */
export interface LabelledControl {
  readonly application: string;
  /** The page it is on. */
  readonly page: string;
  /** What the guard knows of it. Addresses begin with http://app.test. */
  readonly facts: Omit<ElementDescription, 'uses'>;
  /** Methods and paths of the requests that were not GET. Empty: it only reads. */
  readonly sent: readonly string[];
  /** What the guard said before issue 13 was worked on. */
  readonly before: ClickVerdict;
}

/** Requests that are not GET and change no data: previews and suggestions. */
const ONLY_READS = /\/preview(?:\/|$)|auto_complete|\/watchers\/autocomplete/;

/** Whether pressing it changes data. */
export function writes({ sent }: LabelledControl): boolean {
  return sent.some((request) => !ONLY_READS.test(request));
}

/** Half of the controls, by their page: no rule was tuned on the others. */
export function isHeldBack({ application, page }: LabelledControl): boolean {
  let sum = 0;
  for (const char of `${application} ${page}`) sum = (sum * 31 + char.charCodeAt(0)) % 1_000_003;
  return sum % 2 === 1;
}
