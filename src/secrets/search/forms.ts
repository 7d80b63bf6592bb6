import { windows1252Byte } from './escapes.ts';

/** A text that gives a secret away wherever it appears, however it is escaped. */
export interface SecretForm {
  readonly text: string;
  /** How the secret became this text, for reports: plain, base64, hex, … */
  readonly label: string;
  /** What may be around it: anything; no letter or digit; nothing at all (it is the whole text). */
  readonly edge: 'any' | 'word' | 'text';
  /** Characters before and after that hold a few bits of the secret too (base64 that does not start on a byte). */
  readonly before: number;
  readonly after: number;
}

/** Shorter secrets are found only as whole words: they would match inside ordinary words. */
export const SHORT_SECRET = 4;
/** A shorter base64 fragment is too likely to appear by chance. */
const MIN_FRAGMENT = 6;
const MIN_LINE = 12;
const MIN_PART = 8;
/** Of longer secrets only the usual encodings of whole tokens are searched, to bound memory. */
const LONG_SECRET = 1024;

/** Every text that represents `value` before escaping: normal forms, base64 at each alignment, hex, UTF-16 bytes. */
export function formsOf(value: string): SecretForm[] {
  const forms = new Map<string, SecretForm>();
  const add = (text: string, label: string, rest: Partial<SecretForm> = {}) => {
    if (text !== '' && !forms.has(text)) forms.set(text, { text, label, edge: edgeOf(text), before: 0, after: 0, ...rest });
  };
  for (const [spelling, label] of spellings(value)) {
    add(spelling, label);
    if (spelling.length < SHORT_SECRET) {
      const whole = Buffer.from(spelling).toString('base64');
      add(whole, 'base64', { edge: 'word' });
      continue;
    }
    for (const bytes of byteForms(spelling)) {
      add(bytes.data.toString('hex'), `hex${bytes.label}`);
      add(bytes.data.toString('hex').toUpperCase(), `hex${bytes.label}`);
      addBase64(bytes.data, `base64${bytes.label}`, add);
    }
    if (spelling.length > LONG_SECRET) continue;
    for (const [inner, how] of escapedForms(spelling)) addBase64(Buffer.from(inner), `base64 of ${how}`, add);
    for (const fragment of base64Fragments(Buffer.from(spelling))) addBase64(Buffer.from(fragment.text), 'base64 of base64', add);
    if (/[^\0-\xff]/.test(spelling)) {
      const little = Buffer.from(spelling, 'utf16le');
      add(little.toString('latin1'), 'utf-16le');
      add(Buffer.from(little).swap16().toString('latin1'), 'utf-16be');
    }
  }
  return [...forms.values()];
}

function edgeOf(text: string): SecretForm['edge'] {
  if (text.length === 1) return 'text';
  return text.length < SHORT_SECRET ? 'word' : 'any';
}

function spellings(value: string): Map<string, string> {
  const found = new Map([[value, 'plain']]);
  const add = (text: string, label: string) => {
    if (!found.has(text)) found.set(text, label);
  };
  for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) add(value.normalize(form), form);
  const trimmed = value.trim();
  if (trimmed.length >= SHORT_SECRET) add(trimmed, 'trimmed');
  if (/[\r\n]/.test(value)) {
    add(value.replace(/\r?\n|\r/g, '\n'), 'line ends');
    add(value.replace(/\r?\n|\r/g, '\r\n'), 'line ends');
    for (const line of value.split(/[\r\n]+/)) if (line.trim().length >= MIN_LINE) add(line.trim(), 'one line of it');
  }
  // What is left if a code page lacks some letters: they became question marks or were dropped.
  for (const gaps of [/[^\0-\xff]+/, /[^\0-\x7f]+/]) {
    for (const part of value.split(gaps)) if (part.length >= MIN_PART && part !== value) add(part, 'part of it');
  }
  const token = /^(?:Bearer|Basic|Token)\s+(\S{8,})$/i.exec(value)?.[1];
  if (token !== undefined) add(token, 'token without its scheme');
  return found;
}

function byteForms(text: string): { data: Buffer; label: string }[] {
  const forms = [{ data: Buffer.from(text), label: '' }];
  const points = [...text].map((character) => windows1252Byte(character.codePointAt(0)!));
  const nonAscii = /[^\0-\x7f]/.test(text);
  if (nonAscii && points.every((byte) => byte !== undefined)) forms.push({ data: Buffer.from(points), label: ' (windows-1252)' });
  if (text.length <= LONG_SECRET) {
    const little = Buffer.from(text, 'utf16le');
    forms.push({ data: little, label: ' (utf-16le)' }, { data: Buffer.from(little).swap16(), label: ' (utf-16be)' });
  }
  return forms;
}

/** The secret as other encoders write it before the whole is encoded in base64 (a token's JSON payload, a form). */
function escapedForms(text: string): Map<string, string> {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const percent = encodeURIComponent(text.toWellFormed());
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const html = text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const named = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  const forms = new Map([
    [json, 'JSON'],
    [ascii, 'JSON'],
    [percent, 'percent'],
    [form, 'form'],
    [html, 'HTML'],
    [named, 'HTML'],
  ]);
  forms.delete(text);
  return forms;
}

type AddForm = (text: string, label: string, rest?: Partial<SecretForm>) => void;

function addBase64(bytes: Buffer, label: string, add: AddForm): void {
  for (const { text, before, after } of base64Fragments(bytes)) {
    if (text.length < MIN_FRAGMENT) {
      const whole = bytes.toString('base64');
      add(whole, label, { edge: 'word' });
      add(whole.replace(/=+$/, ''), label, { edge: 'word' });
      continue;
    }
    add(text, label, { before, after });
    add(text.replaceAll('+', '-').replaceAll('/', '_'), label.replace('base64', 'base64url'), { before, after });
  }
}

/** The part of the base64 text that depends on `bytes` alone, for each of the three positions they may start at. */
function base64Fragments(bytes: Buffer): { text: string; before: number; after: number }[] {
  return [0, 1, 2].map((offset) => {
    const bits = (offset + bytes.length) * 8;
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return {
      text: text.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6)),
      before: offset === 0 ? 0 : 1,
      after: bits % 6 === 0 ? 0 : 1,
    };
  });
}
