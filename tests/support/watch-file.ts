import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * Resolves once `holds` is true of the text of a file (the empty text while there is none), or once `over` resolves. Woken by the file
 * system, below `folder`, which must exist.
 */
export async function untilFile(folder: string, file: string, holds: (text: string) => boolean, over: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () =>
    readFile(file, 'utf8').then(
      (text) => holds(text) && resolve(),
      () => holds('') && resolve(),
    );
  const watcher = watch(folder, { recursive: true }, () => void look());
  try {
    await look();
    await Promise.race([promise, over]);
  } finally {
    watcher.close();
  }
}
