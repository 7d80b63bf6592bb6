import type { Page } from 'playwright-core';
import { ENTER_FRAME } from '../../elements/locate.ts';
import { commandSelector } from '../../page-world/bridge/register-engine.ts';
import type { PassResult } from '../../page-world/pass-types.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import { type DiffUnit, listControls, listParts } from '../rendering/diff-units.ts';

/** A document in a frame element. A new document in the same element gets a new label. */
export interface DocumentFrame {
  /** `f1` */
  label: string;
  document: string;
  /** Selector of the frame element, from the main document. */
  owner: string;
  /** Prefix of all selectors into the document, from the main document. */
  inside: string;
}

interface KnownRef {
  document: string;
  n: number;
  inside: string;
}

/**
 * Maps refs to elements for one session. No ref is ever reused: in the main document numbers keep increasing across
 * navigations, and each document in a frame gets a new label. A ref that the latest observation does not list is
 * refused.
 */
export class RefRegistry {
  #page: Page | undefined;
  #snapshots = 0;
  #nextFrame = 1;
  #main = '';
  #nextNumber = 1;
  #known = new Map<string, KnownRef>();
  readonly #frames = new Map<string, DocumentFrame>();
  #units: readonly DiffUnit[] = [];
  #scopeKey = '';
  #url = '';

  get nextNumber(): number {
    return this.#nextNumber;
  }

  get snapshotId(): string {
    return `s${this.#snapshots}`;
  }

  /** What the latest observation of the whole page showed. */
  get units(): readonly DiffUnit[] {
    return this.#units;
  }

  /** The scope of that observation. Observations with different scopes cannot be compared. */
  get scopeKey(): string {
    return this.#scopeKey;
  }

  get url(): string {
    return this.#url;
  }

  remember(units: readonly DiffUnit[], scopeKey: string, url: string): void {
    this.#units = units;
    this.#scopeKey = scopeKey;
    this.#url = url;
  }

  isSameDocument(page: Page, document: string): boolean {
    return this.#page === page && this.#main === document;
  }

  labelFrame(frame: Omit<DocumentFrame, 'label'>): DocumentFrame {
    const key = `${frame.owner} ${frame.document}`;
    const known = this.#frames.get(key);
    if (known) return known;
    const named = { ...frame, label: `f${this.#nextFrame++}` };
    this.#frames.set(key, named);
    return named;
  }

  /** The frame of a document; undefined for the main document and for one that was never observed. */
  frameOf(document: string): DocumentFrame | undefined {
    return [...this.#frames.values()].findLast((frame) => frame.document === document);
  }

  /** Registers the refs of an observation of the whole page; all others become stale. */
  replace(page: Page, result: PassResult, content: Pick<PassResult, 'dialogs' | 'blocks'>): void {
    this.#page = page;
    this.#main = result.document;
    this.#known = new Map();
    this.#snapshots++;
    this.#nextNumber = Math.max(this.#nextNumber, result.next);
    this.#register(result.document, '', '', content);
  }

  /** Registers the refs of an observed part. Those of the page stay valid. */
  add(result: PassResult, content: Pick<PassResult, 'dialogs' | 'blocks'>, frame: DocumentFrame | undefined): void {
    this.#snapshots++;
    if (!frame) this.#nextNumber = Math.max(this.#nextNumber, result.next);
    this.#register(result.document, frame?.label ?? '', frame?.inside ?? '', content);
  }

  #register(document: string, label: string, inside: string, content: Pick<PassResult, 'dialogs' | 'blocks'>): void {
    for (const part of listControls(content, label)) this.#registerOne(part.ref, part.label, part.control.n, { document, label, inside });
    for (const part of listParts(content, label)) this.#registerOne(part.ref, part.label, part.n, { document, label, inside });
  }

  #registerOne(ref: string, label: string, n: number, top: { document: string; label: string; inside: string }): void {
    const frame = label === top.label ? undefined : [...this.#frames.values()].find((one) => one.label === label);
    this.#known.set(ref, { document: frame?.document ?? top.document, n, inside: frame?.inside ?? top.inside });
  }

  refOf(document: string, n: number): string | undefined {
    return [...this.#known].find(([, known]) => known.document === document && known.n === n)?.[0];
  }

  /** Selectors for a ref of the latest observation, and of the frame element around it. Throws stale_ref for any other. */
  find(ref: string, page: Page): { selector: string; check: string; frame?: string | undefined } {
    if (this.#snapshots === 0) throw staleRef(ref, 'nothing has been observed yet');
    if (page !== this.#page) throw staleRef(ref, 'it belongs to another tab');
    const known = this.#known.get(ref);
    if (!known) throw staleRef(ref, `the latest observation (${this.snapshotId}) has no such element`);
    const { document, n, inside } = known;
    return {
      selector: `${inside}${commandSelector({ do: 'ref', document, n })}`,
      check: `${inside}${commandSelector({ do: 'check', document, n })}`,
      frame: inside === '' ? undefined : inside.slice(0, -ENTER_FRAME.length),
    };
  }
}

/** The error for a ref that is no longer valid. */
export const staleRef = (ref: string, why: string, details: Record<string, unknown> = {}): Error =>
  pageFailure('stale_ref', `The ref ${ref} is stale: ${why}. Look at the page again and use a ref of that observation.`, {
    details: { ref, ...details },
  });
