import { excerpt } from '../../../base/index.ts';
import type { Atom } from './diff-units.ts';

const MOST_LINES = 12;
const LINE_LENGTH = 160;

/** What differs between two looks at one document: `+` new, `~` reads differently, `-` gone. New things first. Pure. */
export function diffAtoms(before: readonly Atom[], after: readonly Atom[]): string[] {
  const old = new Map(before.map((atom) => [atom.key, atom.text]));
  const now = new Map(after.map((atom) => [atom.key, atom.text]));
  // What is in a new dialog stands right below, since dialogs come first.
  const isInNewDialog = ({ dialog }: Atom) => dialog !== undefined && !old.has(dialog);
  const added = after.filter((atom) => !old.has(atom.key) && !isInNewDialog(atom)).map(({ text }) => `+ ${text}`);
  const changed = after.filter(({ key, text }) => old.has(key) && old.get(key) !== text).map(({ text }) => `~ ${text}`);
  const removed = before.filter(({ key }) => !now.has(key)).map(({ text }) => `- ${text}`);
  return [...added, ...changed, ...removed];
}

/** The changes as they are shown: a bounded number of bounded lines. When nearly all is new, the page below says it better. */
export function renderChanges(changes: readonly string[], atoms: number): string[] {
  if (changes.length === 0) return [];
  const most = changes.length > Math.max(MOST_LINES, atoms * 0.8) ? MOST_LINES / 3 : MOST_LINES;
  const shown = pick(changes, most).map((line) => excerpt(line, LINE_LENGTH));
  const rest = changes.length - shown.length;
  return ['[changed]', ...shown, ...(rest > 0 ? [`[changed: ${rest} more]`] : []), '[page]'];
}

/** Some of every kind, so that many additions do not hide that something else changed its state. */
function pick(changes: readonly string[], most: number): string[] {
  if (changes.length <= most) return [...changes];
  const of = (sign: string) => changes.filter((line) => line.startsWith(sign));
  const changed = of('~').slice(0, Math.ceil(most / 3));
  const removed = of('-').slice(0, Math.floor(most / 6));
  return [...of('+').slice(0, most - changed.length - removed.length), ...changed, ...removed];
}
