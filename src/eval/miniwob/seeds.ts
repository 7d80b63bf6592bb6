import { RoteError } from '../../contract/index.ts';

const MAX_SEEDS = 10_000;

/** Parses `0-9`, `3` or `1,4,7-9` into numbers, each once and in order. Throws VALIDATION_FAILED for anything else. */
export function parseSeeds(text: string): number[] {
  const parts = text.split(',').map((part) => /^\s*(\d{1,9})(?:-(\d{1,9}))?\s*$/.exec(part));
  const seeds = new Set<number>();
  for (const part of parts) {
    const from = Number(part?.[1]);
    const to = part?.[2] === undefined ? from : Number(part[2]);
    if (part === null || to < from || to - from >= MAX_SEEDS) {
      throw new RoteError('VALIDATION_FAILED', `"${text}" is not a list of seeds: give numbers and ranges such as 0-9 or 1,4,7-9.`);
    }
    for (let seed = from; seed <= to; seed += 1) seeds.add(seed);
  }
  return [...seeds].toSorted((a, b) => a - b);
}
