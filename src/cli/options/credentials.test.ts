import { expect, test } from 'vitest';
import { readCredentials } from './credentials.ts';

const given = (text: string) => readCredentials(undefined, { ROTE_CREDENTIALS: text });

test('keeps a password of digits as written instead of reading a number', async () => {
  expect(await given('password: 007')).toEqual({ password: '007' });
  expect(await given('{"username": "ann", "password": 1e3, "pin": 12345678901234567890, "flag": true}')).toEqual({
    username: 'ann',
    password: '1e3',
    pin: '12345678901234567890',
    flag: 'true',
  });
});

test.each(['password: null', '[1, 2]', 'password: { a: b }', '"a b": c'])(
  'refuses %s: not a flat object of names and strings',
  async (text) => {
    await expect(given(text)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', message: expect.stringContaining('flat object') });
  },
);

test('does not quote what it cannot parse, which may hold the password', async () => {
  const problem: unknown = await given('password: "hunter2zz').catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(String(problem)).not.toContain('hunter2zz');
});
