import { bindScript } from './bind-script.ts';
import { bindSelector, isBlank } from './bind-selector.ts';
import { bindUrl } from './bind-url.ts';
import { type BoundValue, type Filled, filled, RESERVED_CHARACTERS, refused } from './bind-value.ts';
import type { SlotKind } from './slots.ts';
import { parseTemplate, type TemplateLanguage, type TemplatePiece } from './template.ts';

/** A text whose placeholders are filled as far as their values are known; pending ones are still holes. */
export type FilledSlot =
  | { readonly ok: true; readonly pieces: readonly TemplatePiece[] }
  | { readonly ok: false; readonly reason: string; readonly name?: string };

/** The value of a placeholder; `pending` when it has none yet. */
export type LookUp = (name: string) => BoundValue | 'pending';

export function languageOf(kind: SlotKind): TemplateLanguage {
  return kind === 'script' ? 'script' : 'plain';
}

/**
 * Fills one text of a playbook by the rules of its place. A pending placeholder goes through as a word of letters,
 * which every grammar leaves alone, and becomes a hole again, to be filled later by the same rules.
 */
export function fillSlot(kind: SlotKind, text: string, lookUp: LookUp): FilledSlot {
  const pieces = parseTemplate(text, languageOf(kind));
  const [only] = pieces;
  if (pieces.length === 1 && only?.kind === 'hole' && lookUp(only.name) === 'pending') return { ok: true, pieces };
  const values = new Map<string, BoundValue>();
  const pending = new Map<string, string>();
  const word = pendingWord(pieces, lookUp);
  for (const piece of pieces) {
    if (piece.kind === 'text' || values.has(piece.name)) continue;
    const value = lookUp(piece.name);
    if (value === 'pending') {
      const standIn = `${word}${'ghijklmnop'.charAt(pending.size % 10).repeat(1 + Math.floor(pending.size / 10))}Z`;
      pending.set(standIn, piece.name);
      values.set(piece.name, { name: piece.name, text: standIn, int: false });
    } else values.set(piece.name, { ...value, text: value.text.toWellFormed().replace(RESERVED_CHARACTERS, '\ufffd') });
  }
  const result = fillByKind(kind, pieces, (name) => values.get(name) ?? { name, text: '', int: false });
  return result.ok ? { ok: true, pieces: reopen(result.text, pending, kind) } : result;
}

function fillByKind(kind: SlotKind, pieces: readonly TemplatePiece[], lookUp: (name: string) => BoundValue): Filled {
  switch (kind) {
    case 'url':
      return bindUrl(pieces, lookUp);
    case 'selector':
      return bindSelector(pieces, lookUp);
    case 'script':
      return bindScript(pieces, lookUp);
    case 'check':
      return joinUnless(pieces, lookUp, (value) => (isBlank(value) ? 'is empty, and an empty text is on every page' : undefined));
    case 'header':
      return joinUnless(pieces, lookUp, (value) =>
        /[\r\n\0]/.test(value) ? 'has a line break, which a header cannot contain' : undefined,
      );
    case 'cookie':
      return joinUnless(pieces, lookUp, (value) =>
        /[\r\n\0;]/.test(value) ? 'has a ";" or a line break, which would make a second cookie' : undefined,
      );
    case 'file':
      return joinUnless(pieces, lookUp, (value) => (value === '' || value.includes('\0') ? 'is not the name of a file' : undefined));
    case 'number':
      return joinUnless(pieces, lookUp, (value) => (/^-?\d+$/.test(value) ? undefined : 'must be a whole number'));
    case 'typed':
    case 'compared':
    case 'body':
    case 'prose':
      return joinUnless(pieces, lookUp, () => undefined);
  }
}

function joinUnless(
  pieces: readonly TemplatePiece[],
  lookUp: (name: string) => BoundValue,
  reasonAgainst: (value: string) => string | undefined,
): Filled {
  let result = '';
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      result += piece.text;
      continue;
    }
    const { text } = lookUp(piece.name);
    const reason = reasonAgainst(text);
    if (reason !== undefined) return refused(reason, piece.name);
    result += text;
  }
  return filled(result);
}

/** A prefix for words that neither the text nor any value contains. */
function pendingWord(pieces: readonly TemplatePiece[], lookUp: LookUp): string {
  const all = pieces.map((piece) => {
    if (piece.kind === 'text') return piece.text;
    const value = lookUp(piece.name);
    return value === 'pending' ? '' : value.text;
  });
  let word = 'Zpending';
  while (all.some((text) => text.includes(word))) word += 'q';
  return word;
}

function reopen(text: string, pending: ReadonlyMap<string, string>, kind: SlotKind): TemplatePiece[] {
  if (pending.size === 0) return text === '' ? [] : [{ kind: 'text', text }];
  // In a script the word became a string; the hole is all of it, including the quotes.
  const quote = kind === 'script' ? '"' : '';
  const words = new RegExp(`${quote}(${[...pending.keys()].join('|')})${quote}`, 'g');
  const parts = text.split(words);
  return parts.flatMap((part, index): TemplatePiece[] => {
    if (index % 2 === 1) return [{ kind: 'hole', name: pending.get(part) ?? '' }];
    return part === '' ? [] : [{ kind: 'text', text: part }];
  });
}
