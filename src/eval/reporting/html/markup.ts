import { escapeText } from '../escape.ts';

/** Finished markup, in which all outside text is escaped. Create it with `html`. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | readonly Markup[] | undefined;

/** Escapes the inserted values unless they are markup, so text of a page or a model cannot become markup of the report. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(pieces.map((piece, index) => piece + rendered(parts[index])).join(''));
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  return Array.isArray(part) ? part.map((one: Markup) => one.text).join('') : escapeText(String(part));
}
