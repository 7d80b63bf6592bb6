import { expect, test } from 'vitest';
import { numberOption } from './number-option.ts';

test('reads a number within its range, and leaves out what is not given', () => {
  expect(numberOption('--max-cost', '0.5', { min: 0 })).toBe(0.5);
  expect(numberOption('--trials', '3', { min: 1, whole: true })).toBe(3);
  expect(numberOption('--trials', undefined, { min: 1, whole: true })).toBeUndefined();
});

test.each([
  ['soon', {}, '--n takes a number, not "soon".'],
  [' ', {}, '--n takes a number, not " ".'],
  ['Infinity', { min: 0 }, '--n takes a number of at least 0, not "Infinity".'],
  ['1.5', { min: 1, whole: true }, '--n takes a whole number of at least 1, not "1.5".'],
  ['300', { min: 1, max: 256 }, '--n takes a number from 1 to 256, not "300".'],
])('refuses %j and names the option and its range', (text, range, message) => {
  expect(() => numberOption('--n', text, range)).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', message }));
});
