import { describe, expect, test } from 'vitest';
import { parsePlaybook } from '../schema/parse.ts';
import { extractParameters } from './parameters.ts';

function extract(parameters: unknown[], directive: string, given: Record<string, string | number | boolean> = {}) {
  const parsed = parsePlaybook(JSON.stringify({ id: 'p', name: 'P', parameters, steps: [{ action: 'extract' }] }), 'p.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  const result = extractParameters(parsed.playbook, directive, given);
  return result.ok ? result.values : result.problems.map((problem) => problem.message);
}

const ORDER = { name: 'order_id', pattern: '#?(\\d{3,})', description: 'The order to cancel' };

describe('extractParameters', () => {
  test.each([
    ['group 1 of the pattern', [ORDER], 'Cancel order #10234', {}, { order_id: '10234' }],
    ['the whole match without a group', [{ name: 'mail', pattern: '\\S+@\\S+' }], 'write to a@b.test now', {}, { mail: 'a@b.test' }],
    ['a given value takes precedence over the directive', [ORDER], 'Cancel order #10234', { order_id: '777' }, { order_id: '777' }],
    ['a number can be given', [ORDER], '', { order_id: 777 }, { order_id: '777' }],
    ['the default comes last', [{ ...ORDER, default: 'none' }], 'Cancel it', {}, { order_id: 'none' }],
    ['an optional parameter may have no value', [{ ...ORDER, required: false }], 'Cancel it', {}, {}],
    ['an int in plain digits', [{ name: 'n', type: 'int' }], '', { n: ' +0012 ' }, { n: '12' }],
    ['a negative int', [{ name: 'n', type: 'int', pattern: '-?\\d+' }], 'by -5 steps', {}, { n: '-5' }],
    ['selector_text on one line', [{ name: 't', type: 'selector_text' }], '', { t: ' Save \n all ' }, { t: 'Save all' }],
    ['base_url is accepted for any playbook', [], '', { base_url: 'http://a.test' }, { base_url: 'http://a.test' }],
    ['a lone surrogate is replaced', [{ name: 't' }], '', { t: 'a\ud800' }, { t: 'a\ufffd' }],
  ])('%s', (_name, parameters, directive, given, expected) => {
    expect(extract(parameters, directive, given as Record<string, string | number>)).toEqual(expected);
  });

  test('reports all problems at once, each with its parameter and what to do', () => {
    const parameters = [ORDER, { name: 'n', type: 'int' }, { name: 'big', type: 'int' }, { name: 't', type: 'selector_text' }];
    expect(extract(parameters, 'Cancel it', { n: '1.5', big: '99999999999999999999', t: ' ', oder_id: '1' })).toEqual([
      'the playbook "p" has no parameter "oder_id" (did you mean "order_id"?); it has order_id, n, big, t',
      'the parameter "order_id" (The order to cancel) has no value: nothing in the directive matches #?(\\d{3,}); give it with --param order_id=…',
      'the value of "n" must be a whole number, not "1.5"',
      'the value of "big" is too big for a whole number: 99999999999999999999',
      'the value of "t" is empty',
    ]);
  });

  test('accepts property names of Object as parameters', () => {
    expect(extract([{ name: 'constructor' }], '', { constructor: 'x' } as never)).toEqual({ constructor: 'x' });
    expect(extract([{ name: 'toString' }], '')).toEqual(['the parameter "toString" has no value: give it with --param toString=…']);
  });

  test('abandons a pattern that takes too long on this directive only', () => {
    expect(extract([{ name: 'a', pattern: '(.*)a(.*)a(.*)b' }], 'a'.repeat(9000))).toEqual([
      expect.stringContaining('took longer than 500 ms on this directive'),
    ]);
  });
});
