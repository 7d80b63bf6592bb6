import type { Readable } from 'node:stream';

/** Far above the config of a run with a large output schema. */
const MAX_LINE_CHARS = 32 * 1024 ** 2;

/** Yields the complete lines of a stream without their line breaks. Ends with the stream, also when that fails. */
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
    return; // The writer is gone, which counts as the end.
  }
}
