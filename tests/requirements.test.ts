import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { REQUIREMENTS } from './requirements.ts';

const root = resolve(import.meta.dirname, '..');
const SOURCES = ['{src,sample,drift,tests}/**/*.test.ts', 'src/*/testing/*-conformance.ts', 'tests/support/*-conformance.ts'];
/** The title of a test, or of each case of a table, that ends in ids. */
const CITATION = /(?:\b(?:test|it)\(|\)\()\s*(['"`])(?<title>.*) \[(?<ids>[A-Z]+-\d+(?:, [A-Z]+-\d+)*)\]\1,/g;

let cited: { id: string; file: string; title: string }[];
beforeAll(async () => {
  cited = [];
  for (const pattern of SOURCES) {
    for await (const file of glob(pattern, { cwd: root })) {
      const text = await readFile(join(root, file), 'utf8');
      for (const { groups: { title = '', ids = '' } = {} } of text.matchAll(CITATION)) {
        cited.push(...ids.split(', ').map((id) => ({ id, file, title })));
      }
    }
  }
});

test.each(Object.entries(REQUIREMENTS))('%s is cited: %s', (id) => {
  expect(cited.filter((one) => one.id === id).map(({ file }) => file)).not.toEqual([]);
});

test('every citation names a requirement', () => {
  expect(cited.filter(({ id }) => !Object.hasOwn(REQUIREMENTS, id))).toEqual([]);
});

test('no id has been left out: each group counts from 1', () => {
  const groups = Map.groupBy(Object.keys(REQUIREMENTS), (id) => id.replace(/-\d+$/, ''));
  for (const [group, ids] of groups) {
    expect(ids).toEqual(ids.map((_id, index) => `${group}-${String(index + 1).padStart(2, '0')}`));
  }
});
