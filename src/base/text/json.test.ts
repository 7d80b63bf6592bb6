import { expect, test } from 'vitest';
import { mapStrings, parseJson } from './json.ts';

test('a text that is not JSON has no value', () => {
  expect(parseJson('{"a":[null]}')).toEqual({ a: [null] });
  expect(parseJson('{"a":')).toBeUndefined();
});

test('every string is changed by value and path; everything else stays', () => {
  const value = { name: 'a', list: ['b', 1, { deep: 'c' }], none: null };
  const changed = mapStrings(value, (text, path) => `${path.join('.')}=${text}`);
  expect(changed).toEqual({ name: 'name=a', list: ['list.0=b', 1, { deep: 'list.2.deep=c' }], none: null });
  expect(value.name).toBe('a');
});
