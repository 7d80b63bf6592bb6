import { expect, test } from 'vitest';
import { toErrorBody } from './error-body.ts';

test('an unexpected error is reported without the colors of the library that threw it', () => {
  const error = new Error('Call log:\n\u001b[2m  - waiting\u001b[22m\u0007');
  expect(toErrorBody(error)).toEqual({ code: 'INTERNAL_ERROR', message: 'Call log:\n  - waiting', details: undefined });
});
