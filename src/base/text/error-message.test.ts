import { expect, test } from 'vitest';
import { errorMessage } from './error-message.ts';

test.each([
  [new TypeError('not a number'), 'not a number'],
  ['a text', 'a text'],
  [undefined, 'undefined'],
  [{ code: 1 }, '[object Object]'],
])('the message of %s', (thrown, message) => {
  expect(errorMessage(thrown)).toBe(message);
});
