import { escapeText } from '../escape.ts';

/** Markup that is finished: everything from outside in it is escaped. Made by `html` alone. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | readonly Markup[] | undefined;

/** Escapes what is put into it, unless that is markup itself: nothing of a page or a model can become part of the report's own. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(pieces.map((piece, index) => piece + rendered(parts[index])).join(''));
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  return Array.isArray(part) ? part.map((one: Markup) => one.text).join('') : escapeText(String(part));
}
