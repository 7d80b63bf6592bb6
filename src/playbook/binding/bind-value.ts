/** A value on its way into a template. */
export interface BoundValue {
  readonly name: string;
  readonly text: string;
  /** A whole number in decimal digits: it may stand where nothing can be quoted. */
  readonly int: boolean;
}

/** A filled template, or why a value cannot stand there: a sentence part that follows the name of the place. */
export type Filled = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string; readonly name?: string };

export function filled(text: string): Filled {
  return { ok: true, text };
}

export function refused(reason: string, name?: string): Filled {
  return name === undefined ? { ok: false, reason } : { ok: false, reason, name };
}

/**
 * While a template is read by a tokenizer, its holes stand in it as one character each: Unicode noncharacters, which no text holds,
 * which are no blanks, quotes or operators, and which CSS and XPath take for letters.
 */
const FIRST_HOLE = 0xfdd0;
export const MAX_HOLES = 31;

export function holeCharacter(index: number): string {
  return String.fromCharCode(FIRST_HOLE + index);
}

/** The hole's index, or undefined for an ordinary character. */
export function holeIndex(character: string | undefined): number | undefined {
  if (character === undefined || character === '') return undefined;
  const index = character.charCodeAt(0) - FIRST_HOLE;
  return index >= 0 && index < MAX_HOLES ? index : undefined;
}

export const HOLE_PATTERN = /[\ufdd0-\ufdee]/;

/** The noncharacters used in this room: for holes, and by template.ts for a brace that is text. Values and files may not hold them. */
export const RESERVED_CHARACTERS = /[\ufdd0-\ufdef]/g;
