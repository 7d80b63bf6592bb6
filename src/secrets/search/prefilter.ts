import { ENTITY_POINTS, ENTITY_STARTS, LONGEST_ENTITY } from './entities.ts';
import { CONTROL, digitOf, isMarker, NOTHING } from './escapes.ts';

/**
 * Whether a search in `state` can continue with the character `point` if the text continues at `next`. `next` is UNKNOWN where only
 * reading all ways would show it.
 */
export type Continues = (text: string, state: number, point: number, next: number) => boolean;

export const UNKNOWN = -1;

const QUOTE = 0x22;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const PLUS = 0x2b;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const EQUALS = 0x3d;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;
/** Nested encoders write up to this many backslashes; more are not worth counting. */
const LONGEST_RUN = 12;

/**
 * Whether an escape that begins with the marker at `at` can continue a search in `state`; true where only reading it would show that.
 * Reading all ways costs fifty times as much as this check, and nearly all escapes in ordinary text represent a character with which
 * no secret continues. Line ends and zero bytes are left to the caller.
 */
export function canContinue(text: string, at: number, state: number, continues: Continues): boolean {
  const next = text.charCodeAt(at + 1);
  switch (text.charCodeAt(at)) {
    case BACKSLASH:
      return backslashCanContinue(text, at, next, state, continues);
    case PERCENT:
      return percentCanContinue(text, at, next, state, continues);
    case AMPERSAND:
      return ampersandCanContinue(text, at, next, state, continues);
    case EQUALS: {
      if (next === 0x0a || next === 0x0d) return true;
      const byte = hexByte(text, at + 1);
      return byte >= 0 && (byte >= 0x80 || isMarker(byte) || continues(text, state, byte, at + 3));
    }
    case PLUS:
      return continues(text, state, SPACE, at + 1);
    case QUOTE:
    case APOSTROPHE: {
      const quote = text.charCodeAt(at);
      return next === quote ? continues(text, state, quote, at + 2) : isMarker(next) && continues(text, state, quote, UNKNOWN);
    }
    default:
      return utf8CanContinue(text, at, next, state, continues);
  }
}

function backslashCanContinue(text: string, at: number, next: number, state: number, continues: Continues): boolean {
  if (next === 0x75) {
    const high = hexByte(text, at + 2);
    const low = hexByte(text, at + 4);
    if (high < 0 || low < 0) return true;
    const unit = high * 256 + low;
    return isMarker(unit) || continues(text, state, unit, at + 6) || continues(text, state, next, at + 2);
  }
  let end = at + 1;
  while (end < at + LONGEST_RUN && text.charCodeAt(end) === BACKSLASH) end++;
  if (end === at + LONGEST_RUN) return true;
  const last = text.charCodeAt(end);
  const quote = last === QUOTE || last === APOSTROPHE;
  if ((isMarker(last) && !quote) || last === 0x75 || last === 0x55 || last === 0x78 || digitOf(last, 16) >= 0) return true;
  // Two escaped quotes may be one that was doubled before it was escaped.
  if (quote && (text.charCodeAt(end + 1) === BACKSLASH || text.charCodeAt(end + 1) === last)) return true;
  const control = CONTROL[last];
  return (
    continues(text, state, last, end + 1) ||
    (control !== undefined && continues(text, state, control, end + 1)) ||
    ((control === LINE_FEED || control === CARRIAGE_RETURN) && continues(text, state, NOTHING, end + 1)) ||
    (end > at + 1 && continues(text, state, BACKSLASH, UNKNOWN))
  );
}

function percentCanContinue(text: string, at: number, next: number, state: number, continues: Continues): boolean {
  const byte = hexByte(text, at + 1);
  if (byte < 0) return next === 0x75 || isMarker(next) || digitOf(next, 16) >= 0;
  if (byte >= 0x80) return true;
  if (!isMarker(byte)) return continues(text, state, byte, at + 3);
  const after = text.charCodeAt(at + 3);
  switch (byte) {
    case QUOTE:
    case APOSTROPHE:
      return continues(text, state, byte, at + 3) || (after === PERCENT ? isMarker(hexByte(text, at + 4)) : isMarker(after));
    case AMPERSAND:
      return continues(text, state, byte, at + 3) || after === 0x23 || isLetter(after) || isMarker(after);
    case EQUALS:
      return continues(text, state, byte, at + 3) || isMarker(after) || digitOf(after, 16) >= 0;
    case PLUS:
      return continues(text, state, byte, at + 3) || continues(text, state, SPACE, at + 3);
    case LINE_FEED:
    case CARRIAGE_RETURN:
      return continues(text, state, byte, at + 3) || continues(text, state, NOTHING, at + 3);
    default:
      return true;
  }
}

function ampersandCanContinue(text: string, at: number, next: number, state: number, continues: Continues): boolean {
  if (next === 0x23) return true;
  if (isMarker(next)) return next === PERCENT || next === BACKSLASH;
  if (!isLetter(next) || !ENTITY_STARTS.has(text.slice(at + 1, at + 3))) return false;
  let end = at + 3;
  while (end < at + LONGEST_ENTITY + 1 && isLetter(text.charCodeAt(end))) end++;
  const point = text.charCodeAt(end) === SEMICOLON ? ENTITY_POINTS.get(text.slice(at + 1, end)) : undefined;
  if (point === undefined) return true;
  if (!isMarker(point)) return continues(text, state, point, end + 1);
  const after = text.charCodeAt(end + 1);
  if (point === AMPERSAND) {
    return (
      continues(text, state, point, end + 1) ||
      after === 0x23 ||
      isMarker(after) ||
      (isLetter(after) && ENTITY_STARTS.has(text.slice(end + 1, end + 3)))
    );
  }
  return (point !== QUOTE && point !== APOSTROPHE) || continues(text, state, point, end + 1) || after === AMPERSAND || after === point;
}

/** UTF-8 read as latin1: plain arithmetic for two and three bytes, everything rarer is read. */
function utf8CanContinue(text: string, at: number, next: number, state: number, continues: Continues): boolean {
  const first = text.charCodeAt(at);
  if (first < 0xc2 || first > 0xf4 || next < 0x80) return false;
  const third = text.charCodeAt(at + 2);
  const three = first >= 0xe0;
  if (first >= 0xf0 || next > 0xbf || (three && (third < 0x80 || third > 0xbf))) return next <= 0xbf || next > 0xff;
  const point = three ? ((first & 0x0f) << 12) | ((next & 0x3f) << 6) | (third & 0x3f) : ((first & 0x1f) << 6) | (next & 0x3f);
  return isMarker(point) || continues(text, state, point, at + (three ? 3 : 2));
}

function hexByte(text: string, at: number): number {
  const high = digitOf(text.charCodeAt(at), 16);
  const low = digitOf(text.charCodeAt(at + 1), 16);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function isLetter(unit: number): boolean {
  return (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
}
