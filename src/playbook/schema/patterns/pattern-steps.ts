import type { AST } from '@eslint-community/regexpp';

/** Continues matching at `at`, after an element. */
type Rest = (at: number) => boolean;

class OutOfSteps extends Error {}

/**
 * Looks for a pattern in a text as the engine does, by backtracking, and counts one step for each element that is tried
 * at a position. Gives up at `maxSteps`.
 */
export function countSteps(pattern: AST.Pattern, flags: string, text: string, maxSteps: number): { steps: number; matched: boolean } {
  const search = new Search(flags, text, maxSteps);
  try {
    return { matched: search.run(pattern), steps: search.steps };
  } catch (error) {
    // The engine gives up too when backtracking needs more stack than there is.
    if (error instanceof OutOfSteps || error instanceof RangeError) return { matched: false, steps: maxSteps };
    throw error;
  }
}

class Search {
  steps = 0;
  readonly #flags: string;
  readonly #text: readonly string[];
  readonly #maxSteps: number;
  readonly #letters = new Map<string, RegExp>();
  readonly #captures = new Map<AST.CapturingGroup, readonly string[]>();

  constructor(flags: string, text: string, maxSteps: number) {
    this.#flags = flags;
    this.#text = flags.includes('u') ? [...text] : text.split('');
    this.#maxSteps = maxSteps;
  }

  run(pattern: AST.Pattern): boolean {
    for (let start = 0; start <= this.#text.length; start++) {
      this.#captures.clear();
      if (this.#anyOf(pattern.alternatives, start, () => true)) return true;
    }
    return false;
  }

  #anyOf(alternatives: readonly AST.Alternative[], at: number, rest: Rest): boolean {
    return alternatives.some(({ elements }) => this.#sequence(elements, 0, at, rest));
  }

  #sequence(elements: readonly AST.Element[], index: number, at: number, rest: Rest): boolean {
    const element = elements[index];
    return element === undefined ? rest(at) : this.#element(element, at, (next) => this.#sequence(elements, index + 1, next, rest));
  }

  #element(element: AST.Element, at: number, rest: Rest): boolean {
    if (++this.steps >= this.#maxSteps) throw new OutOfSteps();
    switch (element.type) {
      case 'Group':
        return this.#anyOf(element.alternatives, at, rest);
      case 'CapturingGroup':
        return this.#capture(element, at, rest);
      case 'Quantifier':
        return this.#repeat(element, 0, at, rest);
      case 'Assertion':
        return this.#holds(element, at) && rest(at);
      case 'Backreference': {
        const groups = [element.resolved].flat();
        const wanted = groups.map((group) => this.#captures.get(group)).find((captured) => captured !== undefined) ?? [];
        return wanted.every((letter, index) => this.#text[at + index] === letter) && rest(at + wanted.length);
      }
      default:
        return this.#isLetter(element.raw, at) && rest(at + 1);
    }
  }

  #capture(group: AST.CapturingGroup, at: number, rest: Rest): boolean {
    return this.#anyOf(group.alternatives, at, (next) => {
      const before = this.#captures.get(group);
      this.#captures.set(group, this.#text.slice(Math.min(at, next), Math.max(at, next)));
      if (rest(next)) return true;
      if (before === undefined) this.#captures.delete(group);
      else this.#captures.set(group, before);
      return false;
    });
  }

  #repeat(quantifier: AST.Quantifier, count: number, at: number, rest: Rest): boolean {
    const { min, max, greedy, element } = quantifier;
    const once = () =>
      count < max &&
      this.#element(element, at, (next) => {
        // An empty round makes no progress; required rounds may all be empty.
        if (next === at) return count < min && rest(at);
        return this.#repeat(quantifier, count + 1, next, rest);
      });
    if (count < min) return once();
    return greedy ? once() || rest(at) : rest(at) || once();
  }

  #holds(assertion: AST.Assertion, at: number): boolean {
    switch (assertion.kind) {
      case 'start':
        return at === 0;
      case 'end':
        return at === this.#text.length;
      case 'word':
        return (this.#isLetter('\\w', at - 1) !== this.#isLetter('\\w', at)) !== assertion.negate;
      case 'lookahead':
        return this.#anyOf(assertion.alternatives, at, () => true) !== assertion.negate;
      case 'lookbehind': {
        // The engine reads backwards; what it can match is the same.
        const holds = Array.from({ length: at + 1 }, (_, back) => at - back).some((start) =>
          this.#anyOf(assertion.alternatives, start, (end) => end === at),
        );
        return holds !== assertion.negate;
      }
    }
  }

  /** Asks the engine which letters an element matches, one letter at a time. */
  #isLetter(raw: string, at: number): boolean {
    const letter = this.#text[at];
    if (letter === undefined) return false;
    let pattern = this.#letters.get(raw);
    if (pattern === undefined) {
      pattern = new RegExp(`^(?:${raw})$`, this.#flags);
      this.#letters.set(raw, pattern);
    }
    return pattern.test(letter);
  }
}
