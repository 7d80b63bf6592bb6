import type { Page } from 'playwright-core';
import { type Deadline, errorMessage } from '../../../base/index.ts';
import type { Secret } from '../../../secrets/index.ts';
import { frameOf, type Place } from '../../elements/locate.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
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
  #fields: TypedField[] = [];
  /** Typed before a navigation, which may have been one within the document. */
  #before = new Set<TypedField>();
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
    this.#keep((one) => one.selector !== field.selector || one.place.frame !== frame);
    this.#fields.push(field);
    this.#watch(frame.page());
  }

  /**
   * After a press: whether a document held it back. Asks only documents into which something was typed, and none when
   * the press opened another page.
   */
  async heldBack(documentsBefore: number, deadline: Deadline): Promise<HeldBack | undefined> {
    if (this.#fields.length === 0) return undefined;
    const isRetry = this.isRetry;
    this.isRetry = false;
    if (this.#session.documents() !== documentsBefore || this.#session.pendingPage() !== undefined) return undefined;
    const places = this.#fields.map(({ place }) => place).filter((place, at, all) => all.findIndex((one) => isBeside(one, place)) === at);
    const answers = await Promise.all(places.map((place) => this.#ask(place, isRetry, deadline)));
    if (!answers.some((answer) => answer?.isHeld)) return undefined;
    const lost = answers.flatMap((answer) => answer?.lost ?? []);
    return { lost: lost.flatMap(({ id, value }) => this.#fields.filter((one) => one.id === id).map((field) => ({ ...field, value }))) };
  }

  async #ask(place: Place, isRetry: boolean, deadline: Deadline): Promise<Answer<'takeHeldBack'> | undefined> {
    using own = deadline.within(ANSWERS_WITHIN_MS, 'a look at what was typed');
    try {
      const answer = await evaluateAll({ ...place, selector: `${frameOf(place)}css=:root` }, 'takeHeldBack', { isRetry }, own);
      if (answer.count === 0) this.#keep((one) => !isBeside(one.place, place));
      return answer;
    } catch (error) {
      deadline.throwIfEnded();
      if (place.frame.isDetached()) this.#keep((one) => !isBeside(one.place, place));
      deadline.log.debug('a document could not say whether it holds what was typed', { error: errorMessage(error) });
      return undefined;
    }
  }

  /** A navigation within a document keeps it, so only the next document drops what was typed. */
  #watch(page: Page): void {
    if (this.#pages.has(page)) return;
    this.#pages.add(page);
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#before = new Set(this.#fields.filter(({ place }) => place.frame.page() === page));
    });
    page.on('domcontentloaded', () => this.#keep((one) => !this.#before.has(one) || one.place.frame.page() !== page));
    page.on('close', () => this.#keep(({ place }) => place.frame.page() !== page));
  }

  #keep(isKept: (field: TypedField) => boolean): void {
    this.#fields = this.#fields.filter(isKept);
  }
}

/** In the same document. */
const isBeside = (one: Place, other: Place): boolean => one.frame === other.frame && frameOf(one) === frameOf(other);
