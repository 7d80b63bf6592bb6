import type { SecretBook } from '../../secrets/index.ts';

/** Size of the cache, ENTRY_CHARS included. */
const MAX_CACHED_CHARS = 16 * 1024 ** 2;
/**
 * Secrets of at most this many UTF-16 units may be redacted only where they are the whole text: up to four units compose
 * into one letter.
 */
const MAX_WHOLE_TEXT_UNITS = 4;
/** Overhead of a cached text. */
const ENTRY_CHARS = 64;

/**
 * Redacts with a SecretBook and caches the results, because the texts of a trace repeat. The book must not learn
 * secrets meanwhile.
 */
export class CleanTexts {
  readonly #book: SecretBook;
  readonly #known = new Map<string, string>();
  /** Every secret is found inside longer texts too. */
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
    this.#cache(text, redacted);
    // Redacting is idempotent.
    if (redacted !== text) this.#cache(redacted, redacted);
    return redacted;
  }

  /** Whether `text` and every part of it are certainly free of secrets. May be false for a text without any. */
  isFreeText(text: string): boolean {
    return this.#foundInside && this.#book.find(text).length === 0;
  }

  redactNumber(number: number): unknown {
    return this.#book.redactValue<unknown>(number);
  }

  /** The encoding of a secret in the strings, numbers and keys of a parsed JSON value; undefined if they contain no secret. */
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

  #cache(text: string, redacted: string): void {
    this.#chars += text.length + ENTRY_CHARS;
    if (this.#chars > MAX_CACHED_CHARS) {
      this.#known.clear();
      this.#chars = text.length + ENTRY_CHARS;
    }
    this.#known.set(text, redacted);
  }
}
