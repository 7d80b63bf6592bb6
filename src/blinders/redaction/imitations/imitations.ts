import type { Span } from '../sentence-spans.ts';
import { ELEMENT_LISTS, ELEMENT_TRIGGER } from './element-lists.ts';
import { GUARD_VERDICTS, VERDICT_TRIGGER } from './guard-verdicts.ts';
import { BRACKETED_ACTION, PLAYBOOK_STEPS, STEP_TRIGGER } from './playbook-steps.ts';
import { orderedTurns } from './turn-marks.ts';

const KINDS: readonly (readonly [RegExp, readonly RegExp[]])[] = [
  [ELEMENT_TRIGGER, ELEMENT_LISTS],
  [STEP_TRIGGER, PLAYBOOK_STEPS],
  [VERDICT_TRIGGER, GUARD_VERDICTS],
];

/** Parts of a folded text that imitate what an agent gets from its run: turns, element lists, steps, verdicts. */
export function imitations(text: string): Span[] {
  const spans = orderedTurns(text);
  for (const [trigger, patterns] of KINDS) {
    if (!trigger.test(text)) continue;
    for (const pattern of patterns) {
      for (const match of text.matchAll(pattern)) spans.push({ start: match.index, end: match.index + match[0].length });
    }
  }
  for (const match of text.matchAll(BRACKETED_ACTION)) {
    spans.push({ start: startOfWords(text, match.index), end: match.index + match[0].length });
  }
  return spans;
}

const MAX_WORDS_CHARS = 200;

/** The start of the sentence or line that leads to an offset. */
function startOfWords(text: string, until: number): number {
  const from = Math.max(0, until - MAX_WORDS_CHARS);
  const before = text.slice(from, until);
  const ends = [...before.matchAll(/\n|(?<!\b\d{1,3})[.!?]\s/g)].at(-1);
  return from + (ends === undefined ? 0 : ends.index + ends[0].length);
}
