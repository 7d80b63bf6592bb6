import { expect, test } from 'vitest';
import { parsePlaybook } from './parse.ts';
import { formatProblem } from './problem.ts';

function warnings(steps: string): string[] {
  const parsed = parsePlaybook(`id: a\nname: A\nsteps:\n${steps}`, 'f.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.warnings.map(formatProblem);
}

const GONE = "  - { action: wait_for, selector: '#spin', params: { state: gone } }\n";

test('a write without a verification is warned of, with its place', () => {
  const read = '  - { action: click, selector: a }\n';
  const [warning, ...more] = warnings(`${read}  - { action: click, selector: b, effect: write }\n`);
  expect(warning).toContain('f.yaml:5:5: step 2: effect: write without verify');
  expect(more).toEqual([]);
  expect(warnings('  - { action: click, selector: b, effect: write, verify: { expect_text_on_page: Saved } }\n')).toEqual([]);
  expect(warnings("  - { action: api_request, request: { method: POST, url: '{base_url}/a' } }\n")).toEqual([]);
});

test('a wait for something to go away that no step has seen is warned of', () => {
  expect(warnings(`  - { action: click, selector: b }\n${GONE}`)).toEqual([expect.stringContaining('step 2: waits until "#spin" is gone')]);
});

test.each([
  ['an expectation', "  - { action: click, selector: b, verify: { expect_element_visible: [h1, '#spin'] } }\n"],
  ['a wait', "  - { action: wait_for, selector: '#spin' }\n"],
  ['a condition', "  - { action: click, selector: b, when: { element_visible: '#spin' } }\n"],
  ['its own optional', ''],
])('unless %s has seen it', (_what, before) => {
  expect(warnings(before + (before === '' ? GONE.replace(' }\n', ', optional: true }\n') : GONE))).toEqual([]);
});
