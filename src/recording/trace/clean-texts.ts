import type { SecretBook } from '../../secrets/index.ts';

/** Of all texts that are remembered. */
const MAX_REMEMBERED_CHARS = 16 * 1024 ** 2;
/** So short a secret may be hidden only where it is the whole text: up to four units compose into one letter. */
const MAX_WHOLE_TEXT_UNITS = 4;
/** What a text costs beside its characters. */
const ENTRY_CHARS = 64;

/** Redacts as its book does, which must not learn meanwhile, and remembers the texts: those of a trace come again and again. */
export class CleanTexts {
  readonly #book: SecretBook;
  readonly #known = new Map<string, string>();
  readonly #foundInside: boolean;
  #chars = 0;

  constructor(book: SecretBook) {
    this.#book = book;
    this.#foundInside = book.values().every((secret) => secret.reveal().length > MAX_WHOLE_TEXT_UNITS);
  }

  redact(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const redacted = this.#book.redact(text);
    this.#remember(text, redacted);
    // The book ends only where it finds nothing more.
    if (redacted !== text) this.#remember(redacted, redacted);
    return redacted;
  }

  /** Whether neither `text` nor any part of it holds a secret. May say no where looking at the parts would tell. */
  isFreeText(text: string): boolean {
    return this.#foundInside && this.#book.find(text).length === 0;
  }

  redactNumber(number: number): unknown {
    return this.#book.redactValue<unknown>(number);
  }

  /** The encoding of a secret in the strings and keys of a parsed JSON value, or undefined when it holds none. */
  findIn(value: unknown): string | undefined {
    if (typeof value === 'string') return this.redact(value) === value ? undefined : (this.#book.find(value)[0]?.encoding ?? 'plain');
    if (typeof value === 'number') return this.redactNumber(value) === value ? undefined : 'number';
    if (value === null || typeof value !== 'object') return undefined;
    for (const [key, item] of Object.entries(value)) {
      const found = (Array.isArray(value) ? undefined : this.findIn(key)) ?? this.findIn(item);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #remember(text: string, redacted: string): void {
    this.#chars += text.length + ENTRY_CHARS;
    if (this.#chars > MAX_REMEMBERED_CHARS) {
      this.#known.clear();
      this.#chars = text.length + ENTRY_CHARS;
    }
    this.#known.set(text, redacted);
  }
}
