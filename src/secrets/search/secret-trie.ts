import type { SecretForm } from './forms.ts';

function byUnits(a: SecretForm, b: SecretForm): number {
  if (a.text === b.text) return 0;
  return a.text < b.text ? -1 : 1;
}

/** A place in the trie: the forms from `first` up to `end` share their first `depth` units. */
export interface TrieNode {
  readonly first: number;
  readonly end: number;
  readonly depth: number;
}

/** All forms as one tree of UTF-16 units. Sorted forms already are that tree, so a node is created only when it is reached. */
export class SecretTrie {
  readonly alphabet: ReadonlySet<number>;
  readonly root: TrieNode;
  readonly #forms: readonly SecretForm[];

  constructor(forms: readonly SecretForm[]) {
    const alphabet = new Set<number>();
    for (const { text } of forms) for (let at = 0; at < text.length; at++) alphabet.add(text.charCodeAt(at));
    this.alphabet = alphabet;
    this.#forms = forms.toSorted(byUnits);
    this.root = { first: 0, end: forms.length, depth: 0 };
  }

  /** The forms that are exactly the text on the way to `node`; several secrets may share one. */
  formsAt(node: TrieNode): SecretForm[] {
    let end = node.first;
    while (end < node.end && this.#forms[end]!.text.length === node.depth) end++;
    return this.#forms.slice(node.first, end);
  }

  /** The units of the edges of `node`. */
  *edges(node: TrieNode): Generator<number> {
    let at = this.#firstWithUnit(node, 0);
    while (at < node.end) {
      const unit = this.#forms[at]!.text.charCodeAt(node.depth);
      yield unit;
      at = this.#firstWithUnit(node, unit + 1);
    }
  }

  /** The node behind an edge of `node`. */
  child(node: TrieNode, unit: number): TrieNode {
    return { first: this.#firstWithUnit(node, unit), end: this.#firstWithUnit(node, unit + 1), depth: node.depth + 1 };
  }

  /** The text on the way from the root to `node`. */
  prefix(node: TrieNode): string {
    return this.#forms[node.first]?.text.slice(0, node.depth) ?? '';
  }

  /** The first form of `node` that goes on with `unit` or a later one; forms that end at `node` come before all of them. */
  #firstWithUnit(node: TrieNode, unit: number): number {
    let low = node.first;
    let high = node.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { text } = this.#forms[middle]!;
      if (text.length > node.depth && text.charCodeAt(node.depth) >= unit) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
