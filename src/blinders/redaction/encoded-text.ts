/** A section of a text and its decoded content. */
export interface DecodedText {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const MIN_DECODED_CHARS = 12;

/**
 * The sections of a text in encodings that a model can read and a person cannot: tag characters, base64, hex, percent,
 * entities, \u escapes, right-to-left overrides. Offsets refer to the original.
 */
export function decodedSections(original: string): DecodedText[] {
  return DECODERS.flatMap(({ trigger, decode }) => (trigger.test(original) ? decode(original) : [])).filter(
    ({ text }) => text.length >= MIN_DECODED_CHARS,
  );
}

interface Decoder {
  readonly trigger: RegExp;
  readonly decode: (original: string) => DecodedText[];
}

const DECODERS: readonly Decoder[] = [
  { trigger: /[\u{e0020}-\u{e007e}]/u, decode: (text) => found(text, /(?<!\u{1f3f4})[\u{e0020}-\u{e007f}]{4,}/gu, fromTags) },
  { trigger: /\ufe00|[\u{e0100}-\u{e01ef}]/u, decode: (text) => found(text, /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{8,}/gu, fromSelectors) },
  {
    trigger: /\u202e|\u2067|\u202b/u,
    decode: (text) => found(text, /[\u202e\u2067\u202b][^\u202c\u2069\n]{8,}[\u202c\u2069]?/gu, reversed),
  },
  { trigger: /[A-Za-z0-9+/_-]{24}/, decode: (text) => found(text, /[A-Za-z0-9+/_-]{24,}={0,2}/g, fromBase64) },
  { trigger: /(?:[0-9a-f]{2}[\s:]?){16}/i, decode: (text) => found(text, /(?:(?:0x|\\x)?[0-9a-f]{2}[\s:,]{0,2}){12,}/gi, fromHex) },
  { trigger: /(?:%[0-9a-f]{2}[^%\s]{0,12}){4}/i, decode: (text) => found(text, /\S*(?:%[0-9a-f]{2}\S{0,12}){4,}/gi, fromPercent) },
  { trigger: /&#?\w+;/, decode: (text) => found(text, /(?:&#?\w+;[^&\n]{0,12}){4,}/g, fromEntities) },
  {
    trigger: /\\u[0-9a-f]{4}|\\x[0-9a-f]{2}/i,
    decode: (text) => found(text, /(?:\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|[ \w]){12,}/gi, fromEscapes),
  },
  { trigger: /(?:[01]{8}\s?){12}/, decode: (text) => found(text, /(?:[01]{8}\s?){12,}/g, fromBinary) },
];

function found(original: string, pattern: RegExp, decode: (encoded: string) => string | undefined): DecodedText[] {
  return [...original.matchAll(pattern)].flatMap((match): DecodedText[] => {
    const text = decode(match[0]);
    return text === undefined ? [] : [{ start: match.index, end: match.index + match[0].trimEnd().length, text }];
  });
}

function fromTags(encoded: string): string {
  return [...encoded].map((tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000)).join('');
}

/** Bytes hidden in variation selectors. */
function fromSelectors(encoded: string): string | undefined {
  const bytes = [...encoded].map((selector) => {
    const code = selector.codePointAt(0) ?? 0;
    return code >= 0xe0100 ? code - 0xe0100 + 16 : code - 0xfe00;
  });
  return readable(Buffer.from(bytes));
}

function reversed(encoded: string): string {
  return [...encoded.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')].toReversed().join('');
}

function fromBase64(encoded: string): string | undefined {
  return readable(Buffer.from(encoded, /[-_]/.test(encoded) ? 'base64url' : 'base64'));
}

function fromHex(encoded: string): string | undefined {
  return readable(Buffer.from(encoded.replace(/0x|\\x|[\s:,]/gi, ''), 'hex'));
}

function fromBinary(encoded: string): string | undefined {
  return readable(Buffer.from((encoded.match(/[01]{8}/g) ?? []).map((bits) => Number.parseInt(bits, 2))));
}

function fromPercent(encoded: string): string {
  return encoded.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')).replaceAll('+', ' ');
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

function fromEntities(encoded: string): string {
  return encoded.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function fromEscapes(encoded: string): string | undefined {
  if (!encoded.includes('\\')) return undefined;
  return encoded.replace(/\\u([0-9a-f]{4})|\\x([0-9a-f]{2})/gi, (_, long?: string, short?: string) =>
    String.fromCharCode(Number.parseInt(long ?? short ?? '20', 16)),
  );
}

/** The text of bytes that are readable: valid UTF-8, nearly all letters, digits, punctuation and spaces. */
function readable(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  const letters = text.match(/[\p{L}\p{N} .,:;!?'"()@/\n-]/gu)?.length ?? 0;
  return !text.includes('\ufffd') && letters >= text.length * 0.9 && /\s/.test(text) ? text : undefined;
}
