import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_NESTING, NOTHING, readAt } from './escapes.ts';
import type { SecretForm } from './forms.ts';
import { SecretSearch } from './secret-search.ts';

const MIN_BEFORE_BREAK = 4;

function form(text: string): SecretForm {
  return { text, label: 'plain', edge: 'any', before: 0, after: 0 };
}

/** Whether `text` can be read as `wanted` from `start`, by trying every reading of every position. */
function readsFrom(text: string, start: number, wanted: string): boolean {
  const seen = new Set<string>();
  const queue: [at: number, read: number][] = [[start, 0]];
  for (const [at, read] of queue) {
    if (read === wanted.length) return true;
    if (at >= text.length || seen.has(`${at} ${read}`)) continue;
    seen.add(`${at} ${read}`);
    for (const { point, next, kind } of readAt(text, at, MAX_NESTING)) {
      if (point === NOTHING) {
        if (read >= (kind === 'utf-16' ? 1 : MIN_BEFORE_BREAK)) queue.push([next, read]);
      } else if (wanted.startsWith(String.fromCodePoint(point), read)) {
        queue.push([next, read + String.fromCodePoint(point).length]);
      }
    }
  }
  return false;
}

const secrets = [
  'ab"cd',
  'nn\nab',
  "it's b&b",
  'a+b =c%',
  'ä\\ßab',
  'rarerab',
  '\\\\ab"',
  'bcdabc',
  '\u0000a\u0000b\u0000',
  '😀 abn',
  'x00x0a',
];
const pieces = fc.constantFrom(
  ...'abcdnrxu"\'\\&%=+ \n\r\0;#0123456789'.split(''),
  ...'\\n \\r\\n \\" \\\\ %22 %5C %5c%22 %0A %0d%0a %2B %20 %26 %3D %3d22 %25 %27 &amp; &quot; &#34; &#x &apos; &lt; &bsol;'.split(' '),
  ..."&NewLine; &percnt; \\u0061 \\u005c \\u{61} \\x61 =61 =22 '' \"\" '\\'' %C3%A4 %c3 \\303\\244 &auml; %00 \\0".split(' '),
  '=\n',
  '=\r\n',
  '\\e4 ',
  'Ã¤',
  'Ã',
  '¤',
);
/** A secret with each character encoded in its own way, so nearly every text contains one or nearly does. */
const written = fc
  .constantFrom(...secrets)
  .chain((secret) =>
    fc
      .tuple(
        ...[...secret].map((character) =>
          fc.oneof(
            { weight: 5, arbitrary: fc.constant(character) },
            { weight: 1, arbitrary: fc.constant(encodeURIComponent(character)) },
            { weight: 1, arbitrary: fc.constant(encodeURIComponent(encodeURIComponent(character))) },
            { weight: 2, arbitrary: fc.constant(JSON.stringify(character).slice(1, -1)) },
            { weight: 2, arbitrary: fc.constant(JSON.stringify(JSON.stringify(character)).slice(3, -3)) },
            { weight: 1, arbitrary: fc.constant(`&#${character.codePointAt(0)};`) },
            { weight: 1, arbitrary: fc.constant(encodeURIComponent(JSON.stringify(character).slice(1, -1))) },
            { weight: 1, arbitrary: fc.constant(Buffer.from(character).toString('latin1')) },
            { weight: 1, arbitrary: pieces.map((piece) => character + piece) },
          ),
        ),
      )
      .map((characters) => characters.join('')),
  );
const texts = fc.array(fc.oneof(pieces, written), { minLength: 1, maxLength: 12 }).map((all) => all.join(''));

it('finds everything that a search without shortcuts finds', () => {
  const together = new SecretSearch(secrets.map(form));
  const alone = secrets.map((secret) => ({ secret, search: new SecretSearch([form(secret)]) }));
  fc.assert(
    fc.property(texts, (text) => {
      const held = alone.filter(({ secret }) => [...text].some((_, start) => readsFrom(text, start, secret)));
      fc.pre(held.length > 0);
      expect(together.find(text)).not.toEqual([]);
      for (const { secret, search } of held) expect(search.find(text), secret).not.toEqual([]);
    }),
    { numRuns: Number(process.env.RUNS ?? 1_000) },
  );
});
