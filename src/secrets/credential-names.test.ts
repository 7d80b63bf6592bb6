import { expect, test } from 'vitest';
import { credentialName, credentialRef, isIdentity } from './credential-names.ts';

test('a reference names its credential; a text without the prefix is not a reference', () => {
  expect(credentialName(credentialRef('password'))).toBe('password');
  expect(credentialName('cookie:password')).toBeUndefined();
});

test.each([
  ['username', true],
  ['Email', true],
  ['password', false],
  ['user_token', false],
])('%s is an identity: %s', (name, expected) => {
  expect(isIdentity(name)).toBe(expected);
});
