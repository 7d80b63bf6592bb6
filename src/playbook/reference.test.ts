import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { bindPlaybook } from './binding/bind.ts';
import { extractParameters } from './matching/parameters.ts';
import { actionTable } from './schema/action-table.ts';
import { playbookJsonSchema } from './schema/json-schema.ts';
import { parsePlaybook } from './schema/parse.ts';
import { formatProblem } from './schema/problem.ts';

const reference = readFileSync(new URL('../../docs/playbooks.md', import.meta.url), 'utf8');
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
/** The playbook with this id in the YAML blocks of a page. */
const exampleOf = (page: string, id: string) =>
  page
    .split('```yaml\n')
    .find((block) => block.startsWith(`id: ${id}`))
    ?.split('```')[0] ?? '';

test('the first playbook is the same in README.md and docs/playbooks.md, is valid, and reads its parameters from the directive', () => {
  const example = exampleOf(reference, 'add_note');
  expect(exampleOf(readme, 'add_note')).toBe(example);
  const parsed = parsePlaybook(example, 'add_note.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  const found = extractParameters(parsed.playbook, 'Add note to order #10234: "Call back"');
  expect(found).toEqual({ ok: true, values: { order_id: '10234', note: 'Call back' } });
});

test('the complete example of docs/playbooks.md is valid and can be bound', () => {
  const parsed = parsePlaybook(exampleOf(reference, 'cancel_order'), 'docs.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  const found = extractParameters(parsed.playbook, 'Cancel order #10234');
  expect(found).toEqual({ ok: true, values: { order_id: '10234', note: 'Asked for by the customer' } });
  const bound = bindPlaybook(parsed.playbook, { order_id: '10234', note: 'x', base_url: 'http://127.0.0.1:3000' });
  expect(bound).toMatchObject({
    ok: true,
    playbook: { start_url: 'http://127.0.0.1:3000/orders', summary: 'Order 10234 is {order_status}.' },
  });
});

test('docs/playbooks.md shows real error messages', () => {
  const broken = `id: broken
nme: Broken
parameters:
  - { name: x }
  - { name: order_id, type: string, pattern: '(\\d+' }
steps:
  - action: clik
  - action: key_press
    params: { text: {order_id} }
  - action: click
    selector: { primary: '#x-{oder_id}' }
`;
  const parsed = parsePlaybook(broken, 'broken.yaml');
  const messages = parsed.ok ? [] : parsed.problems.map((problem) => problem.message);
  for (const message of messages.slice(1)) expect(reference).toContain(message.slice(0, 80));
  expect(messages).toHaveLength(6);
});

test('the table of actions in docs/playbooks.md is current (npm run schema)', () => {
  expect(reference).toContain(`\n${actionTable()}\n`);
});

test('schema/playbook.schema.json is current (npm run schema)', () => {
  const written = readFileSync(new URL('../../schema/playbook.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(written)).toEqual(playbookJsonSchema());
});

const example = exampleOf(reference, 'cancel_order');
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(playbookJsonSchema());
const bundled = new URL('../../playbooks/', import.meta.url);

test.each(readdirSync(bundled))('the bundled %s names the schema and conforms to it', (file) => {
  const text = readFileSync(new URL(file, bundled), 'utf8');
  expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/schema\/playbook\.schema\.json\n/);
  validate(parse(text));
  expect(validate.errors).toBeNull();
});

test.each([
  ['an unknown key', { nme: 'A' }],
  ['an unknown action', { steps: [{ action: 'clik' }] }],
  ['a step without its selector', { steps: [{ action: 'click' }] }],
  ['an optional step without a selector', { steps: [{ action: 'goto', params: { url: 'x' }, optional: true }] }],
  ['an unknown condition', { steps: [{ action: 'click', selector: '#a', when: { visible: '#b' } }] }],
  ['an argument of another action', { steps: [{ action: 'extract', params: { url: 'x' } }] }],
])('the JSON schema refuses %s', (_what, change) => {
  expect(validate({ ...parse(example), ...change })).toBe(false);
});

test.each([
  ['a selector as plain text', { action: 'click', selector: '#a' }],
  ['an optional step', { action: 'click', selector: '#a', optional: true }],
  ['a condition', { action: 'extract', when: { value: '{order_id}', one_of: ['7', '8'] } }],
  ['expectations as lists', { action: 'click', selector: '#a', verify: { expect_element_visible: ['#b', '#c'] } }],
])('the JSON schema accepts %s', (_what, step) => {
  validate({ ...parse(example), steps: [step] });
  expect(validate.errors).toBeNull();
});
