import { StringDecoder } from 'node:string_decoder';
import { ArchiveError } from '../trace/trace-archive.ts';

const MAX_LINE_CHARS = 128 * 1024 ** 2;

/** The JSON values of a text with one on each line; empty lines are skipped. Throws ArchiveError naming the line that is none. */
export async function* jsonLines(pieces: AsyncIterable<Buffer>, name: string): AsyncGenerator<unknown> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 0;
  const parse = (line: string): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      throw new ArchiveError(`line ${number} of ${name} is not JSON`);
    }
  };
  for await (const piece of pieces) {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_CHARS) throw new ArchiveError(`line ${number + 1} of ${name} is longer than ${MAX_LINE_CHARS} characters`);
    for (const line of lines) {
      number++;
      if (line !== '') yield parse(line);
    }
  }
  number++;
  const last = rest + decoder.end();
  if (last !== '') yield parse(last);
}
