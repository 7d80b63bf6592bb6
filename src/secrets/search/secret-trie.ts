import type { SecretForm } from './forms.ts';

const NO_FORMS: readonly SecretForm[] = [];

/** All forms as one tree of UTF-16 units (node 0 is the root), each node linked to its longest proper suffix in the tree. */
export class SecretTrie {
  readonly alphabet: ReadonlySet<number>;
  /** Children as linked lists, because a `Map` a node would cost more than all else together. */
  readonly #unit: number[] = [0];
  readonly #parent: number[] = [0];
  readonly #depth: number[] = [0];
  readonly #child: number[] = [0];
  readonly #sibling: number[] = [0];
  readonly #suffix: number[] = [0];
  readonly #ends: (SecretForm[] | undefined)[] = [undefined];

  constructor(forms: readonly SecretForm[]) {
    const alphabet = new Set<number>();
    for (const form of forms) {
      let node = 0;
      for (let at = 0; at < form.text.length; at++) {
        const unit = form.text.charCodeAt(at);
        alphabet.add(unit);
        node = this.#childFor(node, unit) || this.#grow(node, unit);
      }
      this.#ends[node] = [...(this.#ends[node] ?? []), form];
    }
    this.alphabet = alphabet;
    this.#connect();
  }

  depth(node: number): number {
    return this.#depth[node]!;
  }

  suffix(node: number): number {
    return this.#suffix[node]!;
  }

  /** The forms that end here, those of its suffixes included. */
  formsEndingAt(node: number): readonly SecretForm[] {
    return this.#ends[node] ?? NO_FORMS;
  }

  *edges(node: number): Generator<[unit: number, child: number]> {
    for (let child = this.#child[node]!; child !== 0; child = this.#sibling[child]!) yield [this.#unit[child]!, child];
  }

  /** The text on the way from the root to `node`. */
  prefix(node: number): string {
    const units: string[] = [];
    for (let at = node; at !== 0; at = this.#parent[at]!) units.push(String.fromCharCode(this.#unit[at]!));
    return units.toReversed().join('');
  }

  #childFor(node: number, unit: number): number {
    let child = this.#child[node]!;
    while (child !== 0 && this.#unit[child] !== unit) child = this.#sibling[child]!;
    return child;
  }

  #grow(parent: number, unit: number): number {
    const node = this.#unit.push(unit) - 1;
    this.#parent.push(parent);
    this.#depth.push(this.#depth[parent]! + 1);
    this.#child.push(0);
    this.#sibling.push(this.#child[parent]!);
    this.#suffix.push(0);
    this.#ends.push(undefined);
    this.#child[parent] = node;
    return node;
  }

  /** Breadth first, so that a node's suffix is known before the node's children need it. */
  #connect(): void {
    const queue = [...this.edges(0)].map(([, child]) => child);
    for (const node of queue) {
      const ends = this.#ends[this.#suffix[node]!];
      if (ends !== undefined) this.#ends[node] = [...(this.#ends[node] ?? []), ...ends];
      for (const [unit, child] of this.edges(node)) {
        queue.push(child);
        let suffix = this.#suffix[node]!;
        while (suffix !== 0 && this.#childFor(suffix, unit) === 0) suffix = this.#suffix[suffix]!;
        this.#suffix[child] = this.#childFor(suffix, unit);
      }
    }
  }
}
