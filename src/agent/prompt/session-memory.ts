import { type Command, commandTraits, givenArguments, isSequence, outputsText } from '../../actions/index.ts';
import { clip, firstLine, shorten } from '../../base/index.ts';
import type { PageMarks } from '../../blinders/index.ts';
import type { ExecutedCommand } from '../agent-types.ts';

const MAX_PAGES = 5;
const MAX_DONE = 10;
const MAX_FAILED = 5;
const MAX_NOTES_CHARS = 1_500;
/** Extracts are often what a job is about, so they are kept longer than other results. */
const EXTRACT_CHARS = 800;
const MAX_EXTRACTS = 2;
const LINE_CHARS = 120;
const SEQUENCE_CHARS = 240;
const ERROR_CHARS = 180;
/** Includes the newest, which the messages still contain. */
const EXTRACTS_HELD = 40;

/** The label of a ref in the observation, for example `button "Save"`; undefined for other selectors. */
export type LabelOf = (selector: string) => string | undefined;

interface Extract {
  step: number;
  url: string;
  text: string;
}

/**
 * What remains of dropped messages: pages visited, actions done, failed attempts, notes, extracts. Rendered for each
 * step; bounded, so the prompt does not grow with the run.
 */
export class SessionMemory {
  #pages: string[] = [];
  #pageCount = 0;
  #done: string[] = [];
  #doneCount = 0;
  /** Failed calls with their last error and count. */
  readonly #failed = new Map<string, { error: string; times: number }>();
  #notes: string[] = [];
  #extracts: Extract[] = [];

  visited(url: string): void {
    if (url === '' || this.#pages.at(-1) === url) return;
    this.#pages = [...this.#pages, url].slice(-MAX_PAGES);
    this.#pageCount += 1;
  }

  executed(step: number, { command, outcome }: ExecutedCommand, labelOf: LabelOf): void {
    const { actionsDone } = outcome;
    if (outcome.ok) this.#rememberDone(step, `${describeCall(command, labelOf)}${resultWords(command, outcome.text)}`);
    else if (!isSequence(command) || actionsDone === undefined) this.#rememberFailure(describeCall(command, labelOf), outcome);
    else {
      // The actions before the failed one took effect, so the memory must not suggest repeating the whole sequence.
      const done = command.actions.slice(0, actionsDone);
      if (done.length > 0) this.#rememberDone(step, describeCall({ ...command, actions: done }, labelOf));
      this.#rememberFailure(describeCall(command.actions[actionsDone] ?? command, labelOf), outcome);
    }
    if (outcome.ok && outputsText(command.action) && outcome.output !== undefined) {
      this.#extracts = [...this.#extracts, { step, url: outcome.url, text: outcome.output }].slice(-EXTRACTS_HELD);
    }
  }

  #rememberDone(step: number, words: string): void {
    this.#doneCount += 1;
    this.#done = [...this.#done, `${step}. ${words}`].slice(-MAX_DONE);
  }

  #rememberFailure(call: string, outcome: ExecutedCommand['outcome']): void {
    const times = (this.#failed.get(call)?.times ?? 0) + 1;
    this.#failed.delete(call);
    this.#failed.set(call, { error: shorten(firstLine(outcome.error?.message ?? outcome.text), ERROR_CHARS), times });
    if (this.#failed.size > MAX_FAILED) this.#failed.delete([...this.#failed.keys()][0]!);
  }

  note(step: number, text: string): void {
    this.#notes.push(`${step}. ${clip(text, 500)}`);
    while (this.#notes.join('').length > MAX_NOTES_CHARS) this.#notes.shift();
  }

  /** The latest actions, for the summary of a stopped run. */
  recentActions(count: number): string[] {
    return this.#done.slice(-count);
  }

  /** Includes extracts of steps before `extractsBefore`; the messages still contain later ones. */
  render(marks: PageMarks, extractsBefore: number): string {
    const old = this.#extracts.filter(({ step }) => step < extractsBefore).slice(-MAX_EXTRACTS);
    return [
      ...section(`Pages visited (${this.#pageCount})`, this.#pages),
      ...section(`Actions done (${this.#doneCount})`, this.#done),
      ...section(
        'Failed attempts (do not repeat them unchanged)',
        [...this.#failed].map(([call, { error, times }]) => `- ${call}${times > 1 ? ` (${times} times)` : ''}: ${error}`),
      ),
      ...section('Your notes', this.#notes),
      ...old.map(({ step, url, text }) => `Extracted at step ${step} from ${url}:\n${marks.wrap(clip(text, EXTRACT_CHARS))}`),
    ].join('\n');
  }
}

/** An action in one line. `labelOf` replaces a ref with its label, because a ref means nothing on the next page. */
export function describeCall(command: Command, labelOf: LabelOf): string {
  if (isSequence(command)) {
    const calls = command.actions.map((action) => describeCall(action, labelOf));
    return shorten(`${command.action}: ${calls.join('; ')}`, SEQUENCE_CHARS);
  }
  const { selector, ...rest } = givenArguments(command);
  const target = typeof selector === 'string' ? [labelOf(selector) ?? selector] : [];
  const words = Object.entries(rest).map(
    ([name, value]) => `${name}=${shorten(typeof value === 'string' ? value : JSON.stringify(value), 60)}`,
  );
  return shorten([command.action, ...target, ...words].join(' '), LINE_CHARS);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines];
}

/** What the outcome adds to the call: the last line of its text, after any hints. */
function resultWords(command: Command, text: string): string {
  return commandTraits(command.action).saysNothingNew ? '' : `: ${shorten(text.trim().split('\n').at(-1) ?? '', LINE_CHARS)}`;
}
