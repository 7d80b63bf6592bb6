import { excerpt } from '../../../base/index.ts';
import type { DiffUnit } from './diff-units.ts';

const MAX_LINES = 12;
const MAX_LINE_CHARS = 160;

/**
 * Lists what differs between two observations of a document: `+` added, `~` changed, `-` removed, in this order. Pure.
 */
export function diffUnits(before: readonly DiffUnit[], after: readonly DiffUnit[]): string[] {
  const oldTexts = new Map(before.map((unit) => [unit.key, unit.text]));
  const newTexts = new Map(after.map((unit) => [unit.key, unit.text]));
  // The contents of a new dialog are not repeated: dialogs come first on the page below.
  const isInNewDialog = ({ dialog }: DiffUnit) => dialog !== undefined && !oldTexts.has(dialog);
  const added = after.filter((unit) => !oldTexts.has(unit.key) && !isInNewDialog(unit)).map(({ text }) => `+ ${text}`);
  const changed = after.filter(({ key, text }) => oldTexts.has(key) && oldTexts.get(key) !== text).map(({ text }) => `~ ${text}`);
  const removed = before.filter(({ key }) => !newTexts.has(key)).map(({ text }) => `- ${text}`);
  return [...added, ...changed, ...removed];
}

/**
 * Renders the changes in a bounded number of bounded lines: fewer when nearly everything changed, since the page below
 * shows it anyway.
 */
export function renderChanges(changes: readonly string[], unitCount: number): string[] {
  if (changes.length === 0) return [];
  const max = changes.length > Math.max(MAX_LINES, unitCount * 0.8) ? MAX_LINES / 3 : MAX_LINES;
  const shown = pick(changes, max).map((line) => excerpt(line, MAX_LINE_CHARS));
  const rest = changes.length - shown.length;
  return ['[changed]', ...shown, ...(rest > 0 ? [`[changed: ${rest} more]`] : []), '[page]'];
}

/** Keeps some of each kind, so many additions do not crowd out a change of state. */
function pick(changes: readonly string[], max: number): string[] {
  if (changes.length <= max) return [...changes];
  const of = (sign: string) => changes.filter((line) => line.startsWith(sign));
  const changed = of('~').slice(0, Math.ceil(max / 3));
  const removed = of('-').slice(0, Math.floor(max / 6));
  return [...of('+').slice(0, max - changed.length - removed.length), ...changed, ...removed];
}
