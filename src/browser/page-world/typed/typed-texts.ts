import { isLaidOut, matches } from '../dom/dom.ts';
import { fieldText, holds, isPassword } from './field-value.ts';
import { findAgain, type Likeness, likenessOf } from './find-again.ts';
import { isBlank, isPartOf, saysOtherwise } from './is-entered.ts';
import { isTakenOver } from './taken-over.ts';

export interface TextToType {
  /** Given by Rote, which types the text again by it. */
  readonly id: number;
  readonly text: string;
  readonly locale?: string | undefined;
  readonly isSecret: boolean;
}

interface TypedText extends TextToType {
  readonly field: Element;
  readonly likeness: Likeness;
  /** The value of the field before. */
  readonly before: string;
  /** A press that may have sent the form has come after it, and the text has not been seen since. */
  isSent: boolean;
}

/** A field that no longer holds what was typed. The value of a secret does not leave the page. */
export interface LostText {
  readonly id: number;
  readonly value: string | undefined;
}

/**
 * What Rote typed into the fields of this document. The texts stay in the isolated world, where no script of the page
 * can read them.
 */
export class TypedTexts {
  #texts: TypedText[] = [];
  #lostBefore = new Set<number>();

  get count(): number {
    return this.#texts.length;
  }

  /** Replaces what was typed into the field earlier. */
  add(field: Element, before: string, text: TextToType): void {
    this.forget(field);
    this.#texts.push({ ...text, field, likeness: likenessOf(field), before, isSent: false });
  }

  /** A person or a later step changes the field. */
  forget(field: Element): void {
    this.#texts = this.#texts.filter((one) => findAgain(one.field, one.likeness) !== field);
  }

  /**
   * The texts that are lost now: their field is empty, as it was before, or says something else. Forgets texts whose
   * field is gone, or which the application has translated, completed or taken over.
   */
  lost(): LostText[] {
    return this.#texts.flatMap((one) => {
      const field = findAgain(one.field, one.likeness);
      if (field === undefined) return this.#drop(one);
      if (!isLaidOut(field) || matches(field, ':disabled, [readonly]')) return [];
      if (isHeld(one, field)) return [];
      const value = fieldText(field);
      const isEmptied = isBlank(value) && one.text !== '';
      if (isEmptied && field === one.field && !one.isSecret && isTakenOver(field, one.text)) return this.#drop(one);
      if (!isEmptied && value !== one.before && !saysOtherwise(one.text, value, one)) return this.#drop(one);
      return [{ id: one.id, value: one.isSecret ? undefined : value }];
    });
  }

  /** Before a press that may send the form. */
  markSent(): void {
    for (const one of this.#texts) one.isSent = true;
  }

  /** What was sent and is still there was not taken away by the press that sent it. */
  keepSeen(): void {
    const lost = new Set(this.lost().map(({ id }) => id));
    for (const one of this.#texts) if (!lost.has(one.id)) one.isSent = false;
    this.#texts = this.#texts.filter((one) => !(one.isSent && lost.has(one.id)));
  }

  /** What a press took away from its fields right away is the doing of the application. */
  forgetCleared(): void {
    for (const { id } of this.lost()) {
      const text = this.#texts.find((one) => one.id === id && one.isSent);
      if (text !== undefined && findAgain(text.field, text.likeness) === text.field) this.#drop(text);
    }
  }

  /** While Rote types into another field, which has the focus by now: what is lost already was not lost by this typing. */
  noteLost(): void {
    this.#lostBefore = new Set(this.lost().map(({ id }) => id));
  }

  /** What the application has computed anew from the field into which Rote has typed since, such as a rate. */
  forgetComputed(): void {
    for (const { id } of this.lost()) {
      const text = this.#texts.find((one) => one.id === id);
      const value = text && fieldText(findAgain(text.field, text.likeness) ?? text.field);
      if (text === undefined || value === undefined || this.#lostBefore.has(id)) continue;
      if (!isBlank(value) && value !== text.before && !isPartOf(value, text.text)) this.#drop(text);
    }
    this.#lostBefore.clear();
  }

  #drop(text: TypedText): never[] {
    this.#texts = this.#texts.filter((one) => one !== text);
    return [];
  }
}

const isHeld = ({ text, locale }: TypedText, field: Element): boolean => holds(field, text, { locale, isExact: isPassword(field) });
