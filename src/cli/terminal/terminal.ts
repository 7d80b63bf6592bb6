import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import { printable } from '../../base/index.ts';

/**
 * Where the CLI prints. Much of the text comes from pages and models, so escape sequences and control characters other
 * than newline and tab are removed from everything that is printed. Only the styles of this terminal remain.
 */
export interface Terminal {
  /** Results, on stdout. */
  out(text: string): void;
  /** A result as JSON, on stdout. `indent` 0: on one line. Escapes control characters, so the value stays complete. */
  json(value: unknown, indent?: number): void;
  /** Progress: stdout for people, stderr when stdout carries JSON. */
  progress(text: string): void;
  /** Errors and logs, on stderr. */
  err(text: string): void;
  /** `text` as the other methods print it, for a stream that something else writes to. */
  render(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Begins an escape sequence that sets a style. */
const STYLE = '\u001b[';
/**
 * Stands for STYLE in styled text until it is printed, to distinguish it from an escape sequence in page text. Random,
 * so a page cannot contain it.
 */
const OWN_STYLE = randomUUID();

export function openTerminal(options: { json: boolean; stdout?: NodeJS.WriteStream; stderr?: NodeJS.WriteStream }): Terminal {
  const stdout = options.stdout ?? process.stdout;
  const stderr = options.stderr ?? process.stderr;
  const progressStream = options.json ? stderr : stdout;
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, printable(text), { stream: progressStream, validateStream: true }).replaceAll(STYLE, OWN_STYLE);
  const render = (text: string) => printable(text).replaceAll(OWN_STYLE, STYLE);
  const line = (text: string) => `${render(text)}\n`;
  return {
    out: (text) => void stdout.write(line(text)),
    json: (value, indent = 2) => void stdout.write(`${toJson(value, indent)}\n`),
    progress: (text) => void progressStream.write(line(text)),
    err: (text) => void stderr.write(line(text)),
    render,
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  };
}

/** JSON.stringify escapes only the control characters below U+0020; terminals obey some of the others too. */
function toJson(value: unknown, indent: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
