import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The rules are tuned on `seen`; `unseen` is only measured. */
export type Half = 'seen' | 'unseen';

export interface InjectionText {
  readonly kind: string;
  readonly text: string;
}

/** A page with text that a person cannot see. */
export interface HiddenPage {
  readonly name: string;
  readonly html: string;
}

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'injection', 'kinds');
const read = <T>(name: string): T[] => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as T[];

export const FORGED_KINDS: readonly string[] = ['foreign end marks', 'element lists', 'user claims', 'guard verdicts', 'playbook steps'];

/** A visible text of every sample page: it must stay. */
export const KEPT = 'Invoice 4711 is paid';

/** An attack, without the brackets that mark what must not remain, and the marked parts. */
export interface Attack extends InjectionText {
  readonly planted: readonly string[];
}

export function attackTexts(half: Half): Attack[] {
  return read<InjectionText>(half).map(({ kind, text }) => ({
    kind,
    text: text.replace(/[⟦⟧]/g, ''),
    planted: [...text.matchAll(/⟦([^⟧]+)⟧/g)].map((match) => match[1] ?? ''),
  }));
}

export const benignTexts = (half: Half): InjectionText[] => read(`${half}-benign`);

export function hiddenPages(half: Half): HiddenPage[] {
  return read<{ name: string; style: string; html: string }>(`${half}-hidden`).map(({ name, style, html }) => ({
    name,
    html: samplePage(html, style),
  }));
}

/** Words of the texts in `hiddenPages`. */
export const HIDDEN_WORDS = /zebra|mallory|quokka|5519/i;

export function samplePage(inner: string, style = ''): string {
  return `<!doctype html><meta charset=utf-8><title>Case</title><style>body{font:16px sans-serif;background:#fff;color:#111;margin:20px}${style}</style><h1>Invoices</h1><p>${KEPT}</p>${inner}`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The text as one block and as a paragraph per line. */
export function pagesWith(text: string): string[] {
  const lines = text.split('\n').map((line) => `<p>${escaped(line)}</p>`);
  return [samplePage(`<pre>${escaped(text)}</pre>`), ...(lines.length > 1 ? [samplePage(lines.join(''))] : [])];
}

/** For comparing what was shown with what was planted, whatever happened to spaces and quotes. */
const comparable = (text: string): string => text.replaceAll(/[\s"'“”‘’()[\]{}<>·‹›|]/gu, '');

export function leaks(planted: readonly string[], shown: string): boolean {
  const seen = comparable(shown);
  return planted.some((part) => seen.includes(comparable(part)));
}
