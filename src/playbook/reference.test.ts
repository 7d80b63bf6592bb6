import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bindPlaybook } from './binding/bind.ts';
import { extractParameters } from './matching/parameters.ts';
import { parsePlaybook } from './schema/parse.ts';
import { formatProblem } from './schema/problem.ts';

const reference = readFileSync(new URL('../../docs/playbooks.md', import.meta.url), 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(reference)?.[1] ?? '';

test('the whole playbook of docs/playbooks.md is one, and can be bound', () => {
  const parsed = parsePlaybook(example, 'docs.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  const found = extractParameters(parsed.playbook, 'Cancel order #10234');
  expect(found).toEqual({ ok: true, values: { order_id: '10234', note: 'Asked for by the customer' } });
  const bound = bindPlaybook(parsed.playbook, { order_id: '10234', note: 'x', base_url: 'http://127.0.0.1:3000' });
  expect(bound).toMatchObject({
    ok: true,
    playbook: { start_url: 'http://127.0.0.1:3000/orders', summary: 'Order 10234 is {order_status}.' },
  });
});

test('the errors that docs/playbooks.md shows look so', () => {
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
