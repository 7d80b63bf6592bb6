/** A value on its way into a template. */
export interface BoundValue {
  readonly name: string;
  readonly text: string;
  /** A whole number in decimal digits, so it is allowed where nothing can be quoted. */
  readonly int: boolean;
}

/** A filled template, or why a value is not allowed there: the rest of a sentence that begins with the place. */
export type Filled = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string; readonly name?: string };

export function filled(text: string): Filled {
  return { ok: true, text };
}

export function refused(reason: string, name?: string): Filled {
  return { ok: false, reason, name };
}

/**
 * While a tokenizer reads a template, each hole is one character: a Unicode noncharacter, which no text contains, which
 * is not whitespace, a quote or an operator, and which CSS and XPath take for a letter.
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

/**
 * The noncharacters used in this room: for holes, and by template.ts for a literal brace. Values and files must not
 * contain them.
 */
export const RESERVED_CHARACTERS = /[\ufdd0-\ufdef]/g;
