import type { Frame, Page } from 'playwright-core';
import { type Deadline, errorMessage } from '../../../base/index.ts';
import type { Secret } from '../../../secrets/index.ts';
import type { Place } from '../../elements/locate.ts';
import { askDocument } from '../../page-world/bridge/ask.ts';
import type { Answer } from '../../page-world/readers/index.ts';
import type { BrowserSession } from '../../session/browser-session.ts';
import type { PageSession } from '../../session/page-session.ts';

/** What was typed into a field of a document that is still open, so that it can be typed again. */
export interface TypedField {
  readonly id: number;
  readonly selector: string;
  readonly place: Place;
  readonly text: string | Secret;
  readonly as: 'fill' | 'keys';
}

/** A press that was held back because of these fields; `value`: what they hold instead, unless it is secret. */
export interface HeldBack {
  readonly lost: readonly (TypedField & { readonly value: string | undefined })[];
}

/** A page that does not answer in this time after a press has learned of it. */
const ANSWERS_WITHIN_MS = 2_000;

const known = new WeakMap<BrowserSession, TypedFields>();

export function typedFieldsOf(session: PageSession): TypedFields {
  const found = known.get(session) ?? new TypedFields(session);
  known.set(session, found);
  return found;
}

/**
 * To call before a step is repeated: what was typed before its first attempt must still be there. Otherwise an emptied
 * field is taken for the doing of the steps that succeeded since.
 */
export function keepTypedForRetry(session: BrowserSession): void {
  const fields = known.get(session);
  if (fields !== undefined) fields.isRetry = true;
}

/** The fields into which a session has typed. Their documents remember the texts too, and hold back presses. */
export class TypedFields {
  isRetry = false;
  readonly #session: PageSession;
  readonly #pages = new WeakSet<Page>();
  /** By frame, then by id. Those `before` a navigation are dropped when the new document is there. */
  readonly #fields = new Map<Frame, Map<number, TypedField & { isBefore?: boolean }>>();
  #lastId = 0;

  constructor(session: PageSession) {
    this.#session = session;
  }

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  add(field: TypedField): void {
    const { frame } = field.place;
    const ofFrame = this.#fields.get(frame) ?? new Map<number, TypedField>();
    for (const one of ofFrame.values()) if (one.selector === field.selector) ofFrame.delete(one.id);
    ofFrame.set(field.id, field);
    this.#fields.set(frame, ofFrame);
    this.#watch(frame.page());
  }

  /**
   * After a press: whether a document held it back. Asks only documents into which something was typed, and none when
   * the press opened another page.
   */
  async heldBack(documentsBefore: number, deadline: Deadline): Promise<HeldBack | undefined> {
    if (this.#fields.size === 0) return undefined;
    const isRetry = this.isRetry;
    this.isRetry = false;
    if (this.#session.documents() !== documentsBefore || this.#session.pendingPage() !== undefined) return undefined;
    const answers = await Promise.all([...this.#fields.keys()].map((frame) => this.#ask(frame, isRetry, deadline)));
    if (!answers.some((answer) => answer?.isHeld)) return undefined;
    return { lost: answers.flatMap((answer) => answer?.lost ?? []) };
  }

  async #ask(frame: Frame, isRetry: boolean, deadline: Deadline): Promise<{ isHeld: boolean; lost: HeldBack['lost'] } | undefined> {
    const fields = this.#fields.get(frame);
    if (fields === undefined || frame.isDetached()) {
      this.#fields.delete(frame);
      return undefined;
    }
    using own = deadline.within(ANSWERS_WITHIN_MS, 'a look at what was typed');
    const answer = await askDocument(frame, 'takeHeldBack', { isRetry }, own).catch(
      (error: unknown): Answer<'takeHeldBack'> | undefined => {
        deadline.throwIfEnded();
        deadline.log.debug('a document could not say whether it holds what was typed', { error: errorMessage(error) });
        return undefined;
      },
    );
    if (answer?.count === 0) this.#fields.delete(frame);
    if (answer === undefined) return undefined;
    const lost = answer.lost.flatMap(({ id, value }) => {
      const field = fields.get(id);
      return field === undefined ? [] : [{ ...field, value }];
    });
    return { isHeld: answer.isHeld, lost };
  }

  /** A navigation within a document keeps it, so only the next document drops what was typed. */
  #watch(page: Page): void {
    if (this.#pages.has(page)) return;
    this.#pages.add(page);
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return;
      for (const fields of this.#ofPage(page)) for (const field of fields.values()) fields.set(field.id, { ...field, isBefore: true });
    });
    page.on('domcontentloaded', () => {
      for (const fields of this.#ofPage(page)) for (const { id, isBefore } of fields.values()) if (isBefore === true) fields.delete(id);
      for (const [frame, fields] of this.#fields) if (fields.size === 0) this.#fields.delete(frame);
    });
    page.on('close', () => {
      for (const frame of this.#fields.keys()) if (frame.page() === page) this.#fields.delete(frame);
    });
  }

  #ofPage(page: Page): Map<number, TypedField & { isBefore?: boolean }>[] {
    return [...this.#fields].flatMap(([frame, fields]) => (frame.page() === page ? [fields] : []));
  }
}
