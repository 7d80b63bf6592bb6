import { expect, test } from 'vitest';
import { keysIn } from './known-keys.ts';

const long = (length: number) => 'a1B2c3D4'.repeat(10).slice(0, length);

test.each([
  `eyJhbGciOiJIUzI1NiJ9.${long(40)}.${long(43)}`,
  `sk_${'live'}_${long(24)}`,
  `ghp_${long(36)}`,
  `github_pat_${long(40)}`,
  `glpat-${long(20)}`,
  `xoxb-123456789012-${long(24)}`,
  `AKIA${'IOSF'}ODNN7EXAMPLE`,
  `AIza${long(35)}`,
  `sk-ant-${long(40)}`,
  `npm_${long(36)}`,
  `hf_${long(34)}`,
])('%s is a key, in any text', (key) => {
  expect(keysIn(key)).toEqual([key]);
  expect(keysIn(`{"token":"${key}","id":7}`)).toEqual([key]);
});

test.each([
  '0193e4b2-5d7c-7a4e-9f10-2b3c4d5e6f70',
  'ORDER-2026-000000000000000000000000017',
  'd41d8cd98f00b204e9800998ecf8427e',
  'eyJustATitle',
  'pk_live_publishable',
  'task-1234567890123456789012',
  'https://shop.example/orders/1234567890123456789012345678901234567890',
])('%s is not, however long it is', (text) => {
  expect(keysIn(text)).toEqual([]);
});
