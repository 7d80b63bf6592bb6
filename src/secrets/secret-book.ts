import { credentialName, isIdentity } from './credential-names.ts';
import { formsOf, SHORT_SECRET } from './search/forms.ts';
import { type SecretMatch, SecretSearch } from './search/secret-search.ts';
import { Secret } from './secret.ts';

export type { SecretMatch } from './search/secret-search.ts';

const MASK = '[secret]';
const MIN_NUMBER_DIGITS = 6;

/**
 * The secrets of one run, by name (`credential:password`), and the search for them in text. Secrets learned during the run (a session
 * cookie, a bearer token) are added when they are learned; that does not change what was written before. Prints no secret under JSON
 * or util.inspect.
 */
export class SecretBook {
  readonly #secrets = new Map<string, Secret>();
  /** Every value ever added: one that was replaced under its name stays hidden. */
  readonly #hidden = new Map<string, Secret>();
  /** Values that the run learned from what it read or sent: hidden, but free to be used anywhere. */
  readonly #learned = new Set<string>();
  #search: SecretSearch | undefined;
  #boundSearch: SecretSearch | undefined;

  /** Adds or replaces. Empty secrets resolve and hide nothing. */
  add(name: string, secret: Secret): void {
    this.#secrets.set(name, secret);
    const value = secret.reveal();
    if (value === '' || isShown(name)) return;
    if (this.#learned.delete(value)) this.#boundSearch = undefined;
    if (this.#hidden.has(value)) return;
    this.#hide(value, secret);
  }

  /**
   * Hides a value that the run met: a token that a page showed, a header that the author wrote. It belongs to no origin, unlike what `add`
   * adds. A value that was added before stays as it was.
   */
  learn(value: string): void {
    if (value === '' || this.#hidden.has(value)) return;
    this.#learned.add(value);
    this.#hide(value, new Secret(value));
  }

  #hide(value: string, secret: Secret): void {
    this.#hidden.set(value, secret);
    this.#search = undefined;
    this.#boundSearch = undefined;
  }

  /** The value of a secret or an identity; undefined for an unknown name. Call it at the last moment before use. */
  reveal(name: string): string | undefined {
    return this.#secrets.get(name)?.reveal();
  }

  names(): string[] {
    return [...this.#secrets.keys()];
  }

  /** Names of the credentials: `password` for `credential:password`. */
  credentialNames(): string[] {
    return this.names().flatMap((name) => credentialName(name) ?? []);
  }

  /** Everything that is hidden: includes replaced values, but no identities. */
  values(): Secret[] {
    return [...this.#hidden.values()];
  }

  /** Names of secrets so short that they are hidden only as whole words; worth a warning. */
  weakNames(): string[] {
    return [...this.#secrets].filter(([name, secret]) => !isShown(name) && secret.reveal().length < SHORT_SECRET).map(([name]) => name);
  }

  /** A book with the same secrets; adding to one does not change the other. */
  copy(): SecretBook {
    const book = new SecretBook();
    for (const [name, secret] of this.#secrets) book.#secrets.set(name, secret);
    for (const [value, secret] of this.#hidden) book.#hidden.set(value, secret);
    for (const value of this.#learned) book.#learned.add(value);
    book.#search = this.#search;
    return book;
  }

  /** Where `text` gives a secret away, in order, without overlaps. A text without secrets costs one pass. */
  find(text: string): SecretMatch[] {
    if (this.#hidden.size === 0 || text === '') return [];
    this.#search ??= new SecretSearch([...this.#hidden.keys()].flatMap(formsOf));
    const found = this.#search.find(text);
    return found.length > 0 && text.includes(MASK) ? outsideMasks(text, found) : found;
  }

  /** Whether `text` holds a secret that belongs to certain origins: a credential, a captured value; not what was learned. */
  holdsBound(text: string): boolean {
    if (this.#learned.size === 0) return this.find(text).length > 0;
    const bound = [...this.#hidden.keys()].filter((value) => !this.#learned.has(value));
    this.#boundSearch ??= new SecretSearch(bound.flatMap(formsOf));
    return bound.length > 0 && this.#boundSearch.find(text).length > 0;
  }

  /**
   * `text` with every secret replaced by `[secret]`, however it is encoded: plain, escaped for JSON, JavaScript, CSS, a shell, HTML, a
   * URL or a form (also nested), base64 at any alignment, hex, UTF-16, other normal forms, cut before an ellipsis. Idempotent.
   */
  redact(text: string): string {
    let current = text;
    // A replacement may join two halves of a secret. Each round shortens the text or ends; three rounds suffice in practice.
    for (let round = 0; round < 3; round++) {
      const found = this.find(current);
      if (found.length === 0) return current;
      current = replaceAll(current, found);
    }
    return this.find(current).length === 0 ? current : MASK;
  }

  /**
   * A copy of a JSON value with `redact` applied to all its strings and keys; a number of six digits or more that is itself a secret
   * becomes `[secret]` (shorter ones are usually step numbers and durations). The value must not have cycles.
   */
  redactValue<T>(value: T): T {
    return this.#hidden.size === 0 ? value : (this.#redactAny(value) as T);
  }

  #isSecretNumber(digits: string): boolean {
    return digits.length >= MIN_NUMBER_DIGITS && this.#hidden.has(digits);
  }

  #redactAny(value: unknown): unknown {
    if (typeof value === 'string') return this.redact(value);
    if (typeof value === 'number' || typeof value === 'bigint') return this.#isSecretNumber(String(value)) ? MASK : value;
    if (Array.isArray(value)) return value.map((item) => this.#redactAny(item));
    if (value === null || typeof value !== 'object') return value;
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.#redactAny(value.toJSON());
    const entries: [string, unknown][] = [];
    const taken = new Set<string>();
    for (const [key, item] of Object.entries(value)) {
      let name = this.redact(key);
      while (taken.has(name)) name += '_';
      taken.add(name);
      entries.push([name, this.#redactAny(item)]);
    }
    return Object.fromEntries(entries);
  }
}

/** Only a credential can be an identity: a cookie or a stored item called "user" is a secret. */
function isShown(name: string): boolean {
  const credential = credentialName(name);
  return credential !== undefined && isIdentity(credential);
}

/** A password may be the word "secret": a match inside a mask does not count, and one that overlaps a mask absorbs it. `found` is in order. */
function outsideMasks(text: string, found: SecretMatch[]): SecretMatch[] {
  const kept: SecretMatch[] = [];
  let mask = text.indexOf(MASK);
  for (const match of found) {
    while (mask >= 0 && mask + MASK.length <= match.start) mask = text.indexOf(MASK, mask + 1);
    if (mask >= 0 && mask <= match.start && match.end <= mask + MASK.length) continue;
    const first = mask >= 0 && mask < match.start ? mask : match.start;
    const last = text.lastIndexOf(MASK, match.end - 1);
    kept.push({ ...match, start: first, end: last >= first ? Math.max(match.end, last + MASK.length) : match.end });
  }
  return kept;
}

function replaceAll(text: string, found: SecretMatch[]): string {
  let out = '';
  let from = 0;
  for (const { start, end } of found) {
    if (start >= from) out += text.slice(from, start) + MASK;
    from = Math.max(from, end);
  }
  return out + text.slice(from);
}
