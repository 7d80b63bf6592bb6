import { assert, integer, property, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { TlsAlertFinder } from './tls-alert.ts';

const record = (kind: number, length: number) =>
  Buffer.concat([Buffer.from([kind, 3, 3, length >> 8, length & 255]), Buffer.alloc(length, 7)]);
const HELLO = record(22, 120);

test.each<[string, Buffer[], number]>([
  ['data', [HELLO, record(23, 500)], 0],
  ['an alert of TLS 1.2', [HELLO, record(23, 500), record(21, 26)], 31],
  ['an alert hidden in data (TLS 1.3)', [HELLO, record(23, 500), record(23, 19)], 24],
  ['data after what looks like an alert', [HELLO, record(23, 19), record(23, 20)], 0],
  ['something other than TLS', [Buffer.from('GET / HTTP/1.1\r\n\r\n'), record(21, 2)], 0],
])('measures the tail of a connection that ends with %s', (_what, records, tail) => {
  expect(new TlsAlertFinder().tail(Buffer.concat(records))).toBe(tail);
});

test('finds the last piece of a closing alert, however the bytes are split', () => {
  const whole = Buffer.concat([HELLO, record(23, 900), record(23, 19)]);
  assert(
    property(uniqueArray(integer({ min: 1, max: whole.length - 1 }), { maxLength: 12 }), (cuts) => {
      const finder = new TlsAlertFinder();
      const at = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
      const tails = at.slice(1).map((end, index) => finder.tail(whole.subarray(at[index], end)));
      const lastPiece = whole.length - at.at(-2)!;
      expect(tails.at(-1)).toBe(Math.min(24, lastPiece));
      expect(tails.slice(0, -1).every((tail) => tail === 0)).toBe(true);
    }),
  );
});
