import { stripVTControlCharacters, styleText } from 'node:util';

/** Where the CLI prints. Styled text is stripped of control characters, so a page or a model cannot drive the terminal. */
export interface Terminal {
  /** Results, on stdout. */
  out(text: string): void;
  /** Progress: stdout for people, stderr when stdout carries JSON. */
  progress(text: string): void;
  /** Errors and logs, on stderr. */
  err(text: string): void;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

export function openTerminal(options: { json: boolean; stdout?: NodeJS.WriteStream; stderr?: NodeJS.WriteStream }): Terminal {
  const stdout = options.stdout ?? process.stdout;
  const stderr = options.stderr ?? process.stderr;
  const progressStream = options.json ? stderr : stdout;
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, stripVTControlCharacters(text), { stream: progressStream, validateStream: true });
  const line = (text: string) => `${text}\n`;
  return {
    out: (text) => void stdout.write(line(text)),
    progress: (text) => void progressStream.write(line(text)),
    err: (text) => void stderr.write(line(text)),
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  };
}
