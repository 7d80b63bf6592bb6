import { ENTITY_POINTS, ENTITY_STARTS, LONGEST_ENTITY } from './entities.ts';

/**
 * One way to read text at a position: the character it represents and where reading continues. `kind` names the escape that was
 * decoded, '' for a character that represents itself.
 */
export interface EscapeReading {
  readonly point: number;
  readonly next: number;
  readonly kind: string;
}

/** The point of a reading that represents no character: a soft line break, the zero byte between UTF-16 letters. */
export const NOTHING = -1;

/** How many encodings may be nested, for example JSON in JSON in a query string. */
export const MAX_NESTING = 3;

const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;
const PLUS = 0x2b;
const SPACE = 0x20;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

/** 1 where a character can begin the escape of another one. Indexed by UTF-16 unit below 256. */
const MARKERS = new Uint8Array(256);
for (const unit of [PERCENT, BACKSLASH, AMPERSAND, EQUALS, PLUS, QUOTE, APOSTROPHE, 0, 0x0a, 0x0d]) MARKERS[unit] = 1;
for (let unit = 0xc2; unit <= 0xf4; unit++) MARKERS[unit] = 1;

export function isMarker(unit: number): boolean {
  return unit < 256 && MARKERS[unit] === 1;
}

/** A backslash before a letter that needs none (a shell takes it). Never part of another escape: there `\\0` followed by 73 is a `;`. */
const NEEDLESS = 'needless backslash';

/** What a letter after a backslash stands for. */
export const CONTROL: Readonly<Record<number, number>> = {
  110: 0x0a,
  116: 0x09,
  114: 0x0d,
  98: 0x08,
  102: 0x0c,
  118: 0x0b,
  97: 0x07,
  101: 0x1b,
};

/** The bytes 0x80 to 0x9f in windows-1252, which every browser uses under the name latin1. */
const WINDOWS_1252 = [
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019,
  0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];
const windows1252Bytes = new Map(WINDOWS_1252.map((point, index) => [point, 0x80 + index]));

/** The windows-1252 byte of a character, or undefined where that code page lacks it. */
export function windows1252Byte(point: number): number | undefined {
  if (point < 0) return undefined;
  return windows1252Bytes.get(point) ?? (point < 0x100 ? point : undefined);
}

/**
 * Every way to read `text` at `at`, escapes within escapes up to `depth` levels; the plain reading comes first. Errs on the side of
 * too many readings: a wrong one costs a comparison, a missing one leaks a secret.
 */
export function readAt(text: string, at: number, depth: number): EscapeReading[] {
  const unit = text.charCodeAt(at);
  const plain: EscapeReading = { point: unit, next: at + 1, kind: '' };
  if (depth === 0 || !isMarker(unit)) return [plain];
  const heads = readAt(text, at, depth - 1);
  const found = [...heads];
  const add = (point: number, next: number, kind: string) => {
    if (!found.some((other) => other.point === point && other.next === next)) found.push({ point, next, kind });
  };
  for (const head of heads) {
    const inner = depth - 1;
    if (head.point === BACKSLASH) readBackslash(text, head.next, inner, add);
    else if (head.point === PERCENT) readPercent(text, head.next, inner, add);
    else if (head.point === AMPERSAND) readEntity(text, head.next, inner, add);
    else if (head.point === EQUALS) readQuotedPrintable(text, head.next, inner, add);
    else if (head.point === PLUS) add(SPACE, head.next, 'form');
    else if (head.point === QUOTE || head.point === APOSTROPHE) readDoubledQuote(text, head.point, head.next, inner, add);
    else if (head.point === 0) add(NOTHING, head.next, 'utf-16');
    else if (head.point === 0x0a || head.point === 0x0d) add(NOTHING, head.next, 'wrapped');
    else if (head.point >= 0xc2 && head.point <= 0xf4) {
      readBytes(head.point, head.next, 'utf-8', (next) => continuationLetter(text, next, inner), add);
    }
  }
  return found;
}

type Add = (point: number, next: number, kind: string) => void;
interface Byte {
  readonly value: number;
  readonly next: number;
}
type ByteReader = (at: number) => Byte | undefined;

/** The first reading at `at` whose character is a digit of `base`; `count` of them at most, at least one. */
function readDigits(text: string, at: number, base: 8 | 10 | 16, count: number, depth: number) {
  let value = 0;
  let next = at;
  let digits = 0;
  while (digits < count && next < text.length) {
    let read: EscapeReading | undefined;
    let digit = digitOf(text.charCodeAt(next), base);
    if (digit >= 0) next++;
    else {
      if (depth === 0) break;
      read = readAt(text, next, depth).find((candidate) => digitOf(candidate.point, base) >= 0 && candidate.kind !== NEEDLESS);
      if (read === undefined) break;
      digit = digitOf(read.point, base);
      next = read.next;
    }
    value = value * base + digit;
    digits++;
  }
  return digits === 0 ? undefined : { value, next, digits };
}

function isLetterOrDigit(point: number): boolean {
  return (point >= 0x30 && point <= 0x39) || ((point | 0x20) >= 0x61 && (point | 0x20) <= 0x7a);
}

export function digitOf(point: number, base: 8 | 10 | 16): number {
  const lower = point | 0x20;
  if (base === 16 && lower >= 0x61 && lower <= 0x66) return lower - 0x57;
  const digit = point - 0x30;
  return digit >= 0 && digit <= 9 && digit < base ? digit : -1;
}

/** Where reading continues after the character `point`, or -1 if another character is at `at`. */
function expectPoint(text: string, at: number, point: number, depth: number): number {
  if (at >= text.length) return -1;
  if (text.charCodeAt(at) === point) return at + 1;
  return readAt(text, at, depth).find((reading) => reading.point === point && reading.kind !== NEEDLESS)?.next ?? -1;
}

function fixedDigits(text: string, at: number, base: 8 | 10 | 16, count: number, depth: number) {
  const read = readDigits(text, at, base, count, depth);
  return read?.digits === count ? read : undefined;
}

/** The UTF-8 continuation byte written at `at` as the character `sign` and what `read` makes of the rest; all readings of `sign` are tried. */
function continuation(text: string, at: number, sign: number, depth: number, read: ByteReader): Byte | undefined {
  if (at >= text.length) return undefined;
  for (const { point, next } of readAt(text, at, depth)) {
    const byte = point === sign ? read(next) : undefined;
    if (byte !== undefined && (byte.value & 0xc0) === 0x80) return byte;
  }
  return undefined;
}

/** An encoded byte: as latin1, as windows-1252, and as the start of a UTF-8 character. */
function readBytes(first: number, next: number, kind: string, readByte: ByteReader, add: Add): void {
  if (kind !== 'utf-8') {
    add(first, next, kind);
    if (first >= 0x80 && first <= 0x9f) add(WINDOWS_1252[first - 0x80] ?? first, next, kind);
  }
  const following = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
  if (following === 0 || first > 0xf4) return;
  let point = first & (0x3f >> following);
  let at = next;
  for (let index = 0; index < following; index++) {
    const byte = readByte(at);
    if (byte === undefined || (byte.value & 0xc0) !== 0x80) return;
    point = (point << 6) | (byte.value & 0x3f);
    at = byte.next;
  }
  if (point <= 0x10ffff) add(point, at, kind);
}

/** A continuation byte of UTF-8 that was read as latin1 or windows-1252 ("Ã¤"), or of a binary file. */
function continuationLetter(text: string, at: number, depth: number): Byte | undefined {
  if (at >= text.length) return undefined;
  for (const { point, next } of readAt(text, at, depth)) {
    const value = windows1252Byte(point);
    if (value !== undefined && (value & 0xc0) === 0x80) return { value, next };
  }
  return undefined;
}

function readPercent(text: string, at: number, depth: number, add: Add): void {
  const u = expectPoint(text, at, 0x75, depth);
  if (u >= 0) {
    const unit = fixedDigits(text, u, 16, 4, depth);
    if (unit) add(unit.value, unit.next, 'percent');
  }
  const byte = fixedDigits(text, at, 16, 2, depth);
  if (!byte) return;
  readBytes(
    byte.value,
    byte.next,
    'percent',
    (next) => continuation(text, next, PERCENT, depth, (sign) => fixedDigits(text, sign, 16, 2, depth)),
    add,
  );
}

function readQuotedPrintable(text: string, at: number, depth: number, add: Add): void {
  const width = text.startsWith('\r\n', at) ? 2 : text.charCodeAt(at) === 0x0a ? 1 : 0;
  if (width > 0) {
    // A line may be broken within an escape of another encoder, so the character after the break is read here.
    add(NOTHING, at + width, 'quoted-printable');
    if (at + width < text.length) for (const after of readAt(text, at + width, depth)) add(after.point, after.next, 'quoted-printable');
  }
  const byte = fixedDigits(text, at, 16, 2, depth);
  if (!byte) return;
  readBytes(
    byte.value,
    byte.next,
    'quoted-printable',
    (next) => continuation(text, next, EQUALS, depth, (sign) => fixedDigits(text, sign, 16, 2, depth)),
    add,
  );
}

function readBackslash(text: string, at: number, depth: number, add: Add): void {
  if (at >= text.length) return;
  for (const { point, next } of readAt(text, at, depth)) {
    if (point === NOTHING) continue;
    if (point === 0x75) {
      const open = expectPoint(text, next, 0x7b, 0);
      const braced = open >= 0 ? readDigits(text, open, 16, 6, depth) : undefined;
      const close = braced ? expectPoint(text, braced.next, 0x7d, 0) : -1;
      if (braced && close >= 0) add(braced.value, close, 'unicode escape');
      const unit = fixedDigits(text, next, 16, 4, depth);
      if (unit) add(unit.value, unit.next, 'unicode escape');
    } else if (point === 0x55) {
      const unit = fixedDigits(text, next, 16, 8, depth);
      if (unit) add(unit.value, unit.next, 'unicode escape');
    } else if (point === 0x78) {
      const byte = fixedDigits(text, next, 16, 2, depth);
      if (byte) {
        const hexByte: ByteReader = (sign) => {
          const x = expectPoint(text, sign, 0x78, depth);
          return x < 0 ? undefined : fixedDigits(text, x, 16, 2, depth);
        };
        readBytes(byte.value, byte.next, 'hex escape', (after) => continuation(text, after, BACKSLASH, depth, hexByte), add);
      }
    }
    if (digitOf(point, 16) >= 0) readNumericBackslash(text, at, depth, add);
    const control = CONTROL[point];
    if (control !== undefined) add(control, next, 'backslash');
    if (point === 0x0a) add(NOTHING, next, 'backslash');
    add(point, next, isLetterOrDigit(point) ? NEEDLESS : 'backslash');
  }
}

/** Octal bytes (`\303\244`) and CSS points (`\e4 `, with one optional space that belongs to it). */
function readNumericBackslash(text: string, at: number, depth: number, add: Add): void {
  const octal = readDigits(text, at, 8, 3, depth);
  if (octal && octal.value < 0x100) {
    const octalByte: ByteReader = (sign) => fixedDigits(text, sign, 8, 3, depth);
    readBytes(octal.value, octal.next, 'octal escape', (next) => continuation(text, next, BACKSLASH, depth, octalByte), add);
  }
  const css = readDigits(text, at, 16, 6, depth);
  if (css && css.value <= 0x10ffff) {
    const space = expectPoint(text, css.next, SPACE, depth);
    if (space >= 0) add(css.value, space, 'css escape');
    add(css.value, css.next, 'css escape');
  }
}

function readEntity(text: string, at: number, depth: number, add: Add): void {
  const hash = expectPoint(text, at, 0x23, depth);
  if (hash >= 0) {
    const small = expectPoint(text, hash, 0x78, depth);
    const x = small >= 0 ? small : expectPoint(text, hash, 0x58, depth);
    for (const number of [readDigits(text, hash, 10, 8, depth), x >= 0 ? readDigits(text, x, 16, 8, depth) : undefined]) {
      if (number && number.value <= 0x10ffff) addEntity(text, number.value, number.next, depth, add);
    }
    return;
  }
  // The longest known name at this position; browsers also accept `&amp` without its semicolon.
  let name = '';
  let known: { point: number; next: number } | undefined;
  for (let next = at; next < text.length && name.length < LONGEST_ENTITY; ) {
    const letter = readLetter(text, next, depth);
    if (letter === undefined) break;
    name += String.fromCharCode(letter.point);
    next = letter.next;
    if (name.length === 2 && !ENTITY_STARTS.has(name)) return;
    const point = ENTITY_POINTS.get(name);
    if (point !== undefined) known = { point, next };
  }
  if (known) addEntity(text, known.point, known.next, depth, add);
}

function readLetter(text: string, at: number, depth: number): { point: number; next: number } | undefined {
  const point = text.charCodeAt(at);
  if (isLetterOrDigit(point)) return { point, next: at + 1 };
  return readAt(text, at, depth).find((reading) => isLetterOrDigit(reading.point) && reading.kind !== NEEDLESS);
}

function addEntity(text: string, point: number, next: number, depth: number, add: Add): void {
  const semicolon = expectPoint(text, next, 0x3b, depth);
  add(point, semicolon >= 0 ? semicolon : next, 'entity');
}

/** `''` and `""` (SQL, CSV), and the two ways to put an apostrophe into a single-quoted shell word. */
function readDoubledQuote(text: string, quote: number, next: number, depth: number, add: Add): void {
  const second = expectPoint(text, next, quote, depth);
  if (second >= 0) add(quote, second, 'doubled quote');
  if (quote !== APOSTROPHE) return;
  if (text.startsWith("\\''", next)) add(quote, next + 3, 'shell quote');
  if (text.startsWith(`"'"'`, next)) add(quote, next + 4, 'shell quote');
}
