import type { RoteError } from '../../../contract/index.ts';
import { Secret } from '../../../secrets/index.ts';
import { pageName } from '../../elements/resolving/explain-matches.ts';
import { nameUnseen } from '../../page-world/text/difference.ts';
import { pageFailure } from '../../playwright/page-failure.ts';
import type { PageSession } from '../../session/page-session.ts';

const SHOWN_CHARS = 200;

/** A field, what was typed into it, and the value that it has instead; no value for a secret. */
export interface NotEntered {
  readonly selector: string;
  readonly text: string | Secret;
  readonly value: string | undefined;
  /** Of the field, when it is shorter than the text. */
  readonly maxLength?: number | undefined;
}

/** The field did not take, or did not keep, what was typed. Shows both texts, of a secret neither. */
export function notEntered(session: PageSession, fields: readonly NotEntered[], when: string): RoteError {
  const [first] = fields;
  const message = `${fields.map((field) => differenceIn(session, field)).join(' ')} ${when}`;
  return pageFailure('not_entered', message, { details: { selector: first?.selector } });
}

/** The field holds the text, and the browser will not send its form with it. */
export function refused(session: PageSession, { selector, text }: Pick<NotEntered, 'selector' | 'text'>, why: string): RoteError {
  const given = text instanceof Secret ? 'the secret' : `"${shown(text)}"`;
  const message = `"${selector}" on ${pageName(session)} does not accept ${given}: ${why} Nothing was sent.`;
  return pageFailure('not_entered', message, { details: { selector } });
}

function differenceIn(session: PageSession, { selector, text, value, maxLength }: NotEntered): string {
  const where = `"${selector}" on ${pageName(session)}`;
  if (text instanceof Secret || value === undefined) return `${where} does not hold the secret that was typed into it.`;
  const found = value === '' ? 'is empty' : `holds "${shown(value)}"`;
  const limit = maxLength !== undefined && maxLength < text.length ? ` The field takes at most ${maxLength} characters.` : '';
  return `${where} ${found} instead of "${shown(text)}".${limit}`;
}

const shown = (text: string): string => nameUnseen(text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS)}…`);
