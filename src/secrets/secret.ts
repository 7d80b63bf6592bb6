import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * A value that must never be written anywhere: a password, a token, a cookie. Prints `[secret]` under String(), template
 * strings, JSON.stringify and util.inspect; only `reveal()` gives the value, at the last moment before it is used.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
