import { ArchiveError } from '../../base/index.ts';

const MAX_LINE_BYTES = 128 * 1024 ** 2;
const LINE_FEED = 0x0a;

export interface TraceLine {
  readonly text: string;
  /** Throws ArchiveError, which names the line, if it is not JSON. */
  parse(): unknown;
}

/**
 * Splits newline-delimited JSON into lines and skips empty ones. Throws ArchiveError for a line over MAX_LINE_BYTES.
 */
export async function* traceLines(pieces: AsyncIterable<Buffer>, name: string): AsyncGenerator<TraceLine> {
  let lines = 0;
  const lineOf = (bytes: Buffer): TraceLine => {
    const number = ++lines;
    if (bytes.length > MAX_LINE_BYTES) throw new ArchiveError(`line ${number} of ${name} is longer than ${MAX_LINE_BYTES} bytes`);
    const text = bytes.toString();
    return { text, parse: () => parseLine(text, number, name) };
  };
  let rest: Buffer[] = [];
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, from)) {
      const line = lineOf(Buffer.concat([...rest, piece.subarray(from, end)]));
      if (line.text !== '') yield line;
      rest = [];
      from = end + 1;
    }
    rest.push(piece.subarray(from));
  }
  const last = lineOf(Buffer.concat(rest));
  if (last.text !== '') yield last;
}

function parseLine(text: string, number: number, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ArchiveError(`line ${number} of ${name} is not JSON`);
  }
}
