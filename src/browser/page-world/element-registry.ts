import { isConnected } from './dom/dom.ts';

/** Numbers the elements of this document. A number is never given to a second element. */
export class ElementRegistry {
  readonly document: string;
  readonly #numbers = new WeakMap<Element, number>();
  readonly #elements = new Map<number, WeakRef<Element>>();
  readonly #described = new Map<number, string>();
  readonly #secrets = new WeakSet<Element>();
  #next = 1;

  constructor() {
    const bytes = crypto.getRandomValues(new Uint32Array(4));
    this.document = [...bytes].map((part) => part.toString(36)).join('');
  }

  get next(): number {
    return this.#next;
  }

  /** Sets the lowest next number; never goes back. */
  startAt(number: number): void {
    this.#next = Math.max(this.#next, number);
  }

  numberOf(element: Element): number {
    const known = this.#numbers.get(element);
    if (known !== undefined) return known;
    const number = this.#next++;
    this.#numbers.set(element, number);
    this.#elements.set(number, new WeakRef(element));
    return number;
  }

  /** The number that it has already. */
  knownNumberOf(element: Element): number | undefined {
    return this.#numbers.get(element);
  }

  /** The element, as long as it is in the document. */
  element(number: number): Element | undefined {
    const element = this.#elements.get(number)?.deref();
    return element && isConnected(element) ? element : undefined;
  }

  /** Remembers what an observation saw, so that an action can detect that the element has changed. */
  describe(number: number, words: string): void {
    this.#described.set(number, words);
  }

  described(number: number): string | undefined {
    return this.#described.get(number);
  }

  /** A field that once hid its value stays secret, even when the page reveals it. */
  markSecret(element: Element): void {
    this.#secrets.add(element);
  }

  isSecret(element: Element): boolean {
    return this.#secrets.has(element);
  }
}
