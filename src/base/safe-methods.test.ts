import { expect, test } from 'vitest';
import { safeMethods } from './safe-methods.ts';

test.each([
  ['GET', true],
  ['HEAD', true],
  ['OPTIONS', true],
  ['POST', false],
  ['PUT', false],
  ['PATCH', false],
  ['DELETE', false],
  ['PROPFIND', true],
  ['REPORT', true],
  ['QUERY', true],
  ['PROPPATCH', false],
  ['MERGE', false],
  ['post', false],
])('%s is safe: %s', (method, safe) => {
  expect(safeMethods.has(method)).toBe(safe);
});
