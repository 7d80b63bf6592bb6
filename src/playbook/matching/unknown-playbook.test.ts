import { expect, test } from 'vitest';
import { unknownPlaybook } from './unknown-playbook.ts';

const problem = (file: string) => ({ message: 'name is missing', file, line: 1, column: 1, path: '' });

test('an unknown playbook is reported with the known ones, a similar one and the broken files', () => {
  expect(unknownPlaybook('cancel_ordr', ['cancel_order', 'refund'], [])).toBe(
    'No playbook is called "cancel_ordr" (did you mean "cancel_order"?). Known: cancel_order, refund.',
  );
  expect(unknownPlaybook('save', [], [problem('a.yaml'), problem('a.yaml'), problem('b.yaml')])).toBe(
    'No playbook is called "save". Known: none. Skipped a playbook that is not valid: a.yaml:1:1: name is missing (and 1 more file). "rote playbook validate" reports every problem.',
  );
});
