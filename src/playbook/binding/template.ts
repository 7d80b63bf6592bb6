import { credentialName } from '../../secrets/index.ts';

/** A text with placeholders, in pieces. A hole's name is `order_id`, `base_url` or `credential:password`. */
export type TemplatePiece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'hole'; readonly name: string };

/** In a script, `{a: 1}` and `{a.b}` are code, so only plain words and credentials are placeholders there. */
export type TemplateLanguage = 'plain' | 'script';

/** A literal brace in a template that `writeTemplate` wrote. */
const TEXT_BRACE = '\ufdef';

const PLACEHOLDERS: Record<TemplateLanguage, RegExp> = {
  plain: /\{\{([A-Za-z_][\w.-]*(?::[\w.-]+)?)\}\}|\{([A-Za-z_][\w.-]*(?::[\w.-]+)?)\}/g,
  script: /\{\{([A-Za-z_]\w*|credential:[\w.-]+)\}\}|\{([A-Za-z_]\w*|credential:[\w.-]+)\}/g,
};

/**
 * Splits a text at its placeholders. `{{name}}` is the text `{name}`; every other brace is a literal brace. Never
 * throws: the caller decides which names exist.
 */
export function parseTemplate(text: string, language: TemplateLanguage = 'plain'): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let plain = '';
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDERS[language])) {
    plain += text.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[1] !== undefined) {
      plain += `{${match[1]}}`;
      continue;
    }
    pushText(pieces, plain);
    plain = '';
    pieces.push({ kind: 'hole', name: match[2] ?? '' });
  }
  pushText(pieces, plain + text.slice(end));
  return pieces;
}

function pushText(pieces: TemplatePiece[], text: string): void {
  if (text !== '') pieces.push({ kind: 'text', text: text.replaceAll(TEXT_BRACE, '{') });
}

/** The text that `parseTemplate` reads as exactly these pieces again, whatever they contain. */
export function writeTemplate(pieces: readonly TemplatePiece[]): string {
  return pieces
    .map((piece) => {
      if (piece.kind === 'hole') return `{${piece.name}}`;
      return piece.text.replace(/\{+(?=[A-Za-z_])|\{+$/g, (braces) => TEXT_BRACE.repeat(braces.length));
    })
    .join('');
}

/** The names of a text's placeholders, in order, each once. */
export function placeholderNames(text: string, language: TemplateLanguage = 'plain'): string[] {
  const names = parseTemplate(text, language).flatMap((piece) => (piece.kind === 'hole' ? [piece.name] : []));
  return [...new Set(names)];
}

export function isCredential(name: string): boolean {
  return credentialName(name) !== undefined;
}
