import type { Readable } from 'node:stream';

/** A run's config with a large output schema is far below this. */
const MAX_LINE_CHARS = 32 * 1024 ** 2;

/** The lines of a stream, without their ends; what follows the last line break is not one. Ends with the stream, also when it breaks off. */
export async function* readLines(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let rest = '';
  try {
    for await (const piece of stream as AsyncIterable<string>) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_LINE_CHARS) return;
      yield* lines;
    }
  } catch {
    return; // Whoever wrote it is gone: the same as its end.
  }
}
