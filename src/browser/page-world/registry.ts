import { isConnected } from './dom/dom.ts';

/** Numbers of elements in this document: given once, never to another element. Lives as long as the document does. */
export class Registry {
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

  /** New numbers start here, if they are not further already. */
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

  /** The element, while it is still in the document. */
  element(number: number): Element | undefined {
    const element = this.#elements.get(number)?.deref();
    return element && isConnected(element) ? element : undefined;
  }

  /** What the observation said about an element, so that an action can tell whether it is still the same. */
  describe(number: number, words: string): void {
    this.#described.set(number, words);
  }

  described(number: number): string | undefined {
    return this.#described.get(number);
  }

  /** A field that once hid its value keeps it hidden, also when the page shows it in clear. */
  markSecret(element: Element): void {
    this.#secrets.add(element);
  }

  isSecret(element: Element): boolean {
    return this.#secrets.has(element);
  }
}
