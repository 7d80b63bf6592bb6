import type { SeenControl, SeenPage } from './read-page.ts';
import type { TaskStep } from './read-task.ts';

const FIELD = new Set(['textbox', 'searchbox', 'spinbutton', 'number', 'email', 'tel', 'editor', 'textarea']);
const ROLES: Readonly<Record<string, (role: string) => boolean>> = {
  key_press: (role) => FIELD.has(role),
  select: (role) => role === 'select' || role === 'combobox' || role === 'listbox',
  upload: (role) => role === 'file',
  click: (role) => !FIELD.has(role) && role !== 'select' && role !== 'file',
  download: (role) => role === 'link' || role === 'button' || role === 'menuitem',
};
const FILLERS = new Set(
  'the of a an at in on and to for is it that this above below beside under behind with button field link list page'.split(' '),
);

/** Lowest score of a match: at least half of the words of the recorded name. */
const MIN_SCORE = 30;
/** The same for the only control of its kind on the page. */
const MIN_SCORE_ALONE = 5;

/** The control that matches the words of a step best; undefined when none matches well enough. */
export function findControl(step: TaskStep, page: SeenPage, refused: ReadonlySet<string> = new Set()): SeenControl | undefined {
  const hasRole = ROLES[step.action] ?? (() => false);
  const row = rowOf(step.target);
  const wanted = wordsOf(step);
  const roles = new Set([...step.target.matchAll(/role=(\w+)/g)].map(([, name]) => name));
  const possible = page.controls.filter((control) => {
    if (!hasRole(control.role) || refused.has(keyOf(control)) || /\bdisabled\b/.test(control.rest)) return false;
    if (row !== undefined && !control.line.includes(row)) return false;
    return row === undefined || !roles.has('checkbox') || control.role === 'checkbox';
  });
  if (row !== undefined && roles.has('checkbox')) return possible[0];
  const scored = possible.map((control) => ({ control, score: score(control, wanted) })).toSorted((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best === undefined || (second !== undefined && second.score === best.score && best.score < 100)) return undefined;
  const alone = possible.length === 1 && step.action !== 'click' && step.action !== 'download';
  return best.score >= (alone ? MIN_SCORE_ALONE : MIN_SCORE) ? best.control : undefined;
}

/** Identifies a control across observations, each of which gives it a new ref. */
export function keyOf({ role, name, of }: SeenControl): string {
  return `${role} ${name} ${of}`;
}

/** Whether the control has exactly a recorded name, not only some of its words. */
export function isExact(step: TaskStep, control: SeenControl): boolean {
  const { names } = wordsOf(step);
  return names.length === 0 || names.some((name) => plain(name) === plain(control.name));
}

/** The number of words that a step and a text have in common. */
export function sharedWords(step: TaskStep, text: string): number {
  const words = tokens(text);
  const { names, about } = wordsOf(step);
  return [...new Set([...names.flatMap(tokens), ...about])].filter((word) => words.includes(word)).length;
}

interface Wanted {
  /** Quoted names in the recorded selector. */
  readonly names: readonly string[];
  readonly about: readonly string[];
}

function wordsOf({ description, target }: TaskStep): Wanted {
  const names = [...target.matchAll(/(?:name=|text=|text-is\(|has-text\()"([^"]*)"/g)].map(([, name = '']) => name);
  const [words = ''] = target.split(/, (?=[#.[]|role=|text=|\w+[.:[#])/, 1);
  return { names, about: tokens(`${description} ${words}`) };
}

function score(control: SeenControl, { names, about }: Wanted): number {
  const own = tokens(control.name);
  let best = 0;
  for (const name of names) {
    if (plain(name) === plain(control.name)) return 100;
    const other = tokens(name);
    const shared = other.filter((word) => own.includes(word)).length;
    best = Math.max(best, (60 * shared) / Math.max(own.length, other.length, 1));
  }
  const described = new Set(own.filter((word) => about.includes(word))).size;
  return best + Math.min(20, 5 * described) + (names.length === 0 && own.length > 0 && described === own.length ? 30 : 0);
}

function rowOf(target: string): string | undefined {
  return /(?:^|, )tr:has\(a:text-is\("([^"]*)"\)\)/.exec(target)?.[1];
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[:*\s]+$/, '')
    .trim();

function tokens(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'-]*/gu) ?? [];
  return words.map((word) => (word.length > 3 ? word.replace(/s$/, '') : word)).filter((word) => !FILLERS.has(word));
}
