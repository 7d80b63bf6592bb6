import { expect, test } from 'vitest';
import { readCredentials } from './credentials.ts';

const given = (text: string) => readCredentials(undefined, { ROTE_CREDENTIALS: text });

test('a password of digits is what was written, not the number it stands for', async () => {
  expect(await given('password: 007')).toEqual({ password: '007' });
  expect(await given('{"username": "ann", "password": 1e3, "pin": 12345678901234567890, "flag": true}')).toEqual({
    username: 'ann',
    password: '1e3',
    pin: '12345678901234567890',
    flag: 'true',
  });
});

test.each(['password: null', '[1, 2]', 'password: { a: b }', '"a b": c'])('%s is no flat object of names and texts', async (text) => {
  await expect(given(text)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', message: expect.stringContaining('flat object') });
});

test('what cannot be read is not quoted: it may hold the password', async () => {
  const problem: unknown = await given('password: "hunter2zz').catch((error: unknown) => error);
  expect(problem).toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(String(problem)).not.toContain('hunter2zz');
});
