import type { Page } from 'playwright-core';
import { commandSelector } from '../../page-world/bridge/register-engine.ts';
import type { PassResult } from '../../page-world/pass-types.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { type Atom, listControls, listParts } from '../rendering/diff-units.ts';

/** A document inside of a frame element. A new document in the same element is another frame. */
export interface LineageFrame {
  /** `f1` */
  label: string;
  document: string;
  /** Selector of the frame element, from the page. */
  owner: string;
  /** The selector in front of everything in the document, from the page. */
  inside: string;
}

interface KnownRef {
  document: string;
  n: number;
  inside: string;
}

/**
 * What refs mean, over the observations of one session. A number is given to one element only, ever: in the page's own document they go on
 * over navigations, in frames the label is new for every document. So an old ref never means something new; it is refused, unless the
 * latest observation shows it.
 */
export class Lineage {
  #page: Page | undefined;
  #snapshots = 0;
  #nextFrame = 1;
  #main = '';
  #nextNumber = 1;
  #known = new Map<string, KnownRef>();
  readonly #frames = new Map<string, LineageFrame>();
  #atoms: readonly Atom[] = [];
  #scopeKey = '';
  #url = '';

  get nextNumber(): number {
    return this.#nextNumber;
  }

  get snapshotId(): string {
    return `s${this.#snapshots}`;
  }

  /** What the latest observation of the whole page told. */
  get atoms(): readonly Atom[] {
    return this.#atoms;
  }

  /** The scope that it was made with: others see other things. */
  get scopeKey(): string {
    return this.#scopeKey;
  }

  get url(): string {
    return this.#url;
  }

  remember(atoms: readonly Atom[], scopeKey: string, url: string): void {
    this.#atoms = atoms;
    this.#scopeKey = scopeKey;
    this.#url = url;
  }

  isSameDocument(page: Page, document: string): boolean {
    return this.#page === page && this.#main === document;
  }

  labelFrame(frame: Omit<LineageFrame, 'label'>): LineageFrame {
    const key = `${frame.owner} ${frame.document}`;
    const known = this.#frames.get(key);
    if (known) return known;
    const named = { ...frame, label: `f${this.#nextFrame++}` };
    this.#frames.set(key, named);
    return named;
  }

  /** The frame of a document; undefined for the page's own and for those that were never observed. */
  frameOf(document: string): LineageFrame | undefined {
    return [...this.#frames.values()].findLast((frame) => frame.document === document);
  }

  /** Takes the refs of an observation of the whole page: all others are stale now. */
  replace(page: Page, result: PassResult, content: Pick<PassResult, 'dialogs' | 'blocks'>): void {
    this.#page = page;
    this.#main = result.document;
    this.#known = new Map();
    this.#snapshots++;
    this.#nextNumber = Math.max(this.#nextNumber, result.next);
    this.#take(result.document, '', '', content);
  }

  /** Adds the refs of a part that was unfolded. Those of the page stay. */
  add(result: PassResult, content: Pick<PassResult, 'dialogs' | 'blocks'>, frame: LineageFrame | undefined): void {
    this.#snapshots++;
    if (!frame) this.#nextNumber = Math.max(this.#nextNumber, result.next);
    this.#take(result.document, frame?.label ?? '', frame?.inside ?? '', content);
  }

  #take(document: string, label: string, inside: string, content: Pick<PassResult, 'dialogs' | 'blocks'>): void {
    for (const part of listControls(content, label)) this.#know(part.ref, part.label, part.control.n, { document, label, inside });
    for (const part of listParts(content, label)) this.#know(part.ref, part.label, part.n, { document, label, inside });
  }

  #know(ref: string, label: string, n: number, top: { document: string; label: string; inside: string }): void {
    const frame = label === top.label ? undefined : [...this.#frames.values()].find((one) => one.label === label);
    this.#known.set(ref, { document: frame?.document ?? top.document, n, inside: frame?.inside ?? top.inside });
  }

  /** Selectors for a ref of the latest observation. Throws stale_ref for any other. */
  find(ref: string, page: Page): { selector: string; check: string } {
    if (this.#snapshots === 0) throw stale(ref, 'nothing was observed yet');
    if (page !== this.#page) throw stale(ref, 'it was seen in another tab');
    const known = this.#known.get(ref);
    if (!known) throw stale(ref, `the latest observation (${this.snapshotId}) has no such element`);
    const { document, n, inside } = known;
    return {
      selector: `${inside}${commandSelector({ do: 'ref', document, n })}`,
      check: `${inside}${commandSelector({ do: 'check', document, n })}`,
    };
  }
}

/** A ref that means nothing any more. */
export const stale = (ref: string, why: string, details: Record<string, unknown> = {}): Error =>
  pageFailure('stale_ref', `The ref ${ref} is stale: ${why}. Look at the page again and use a ref of that observation.`, {
    details: { ref, ...details },
  });
