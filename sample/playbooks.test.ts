import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bindPlaybook, extractParameters, formatProblem, matchPlaybook, type Playbook, parsePlaybook } from '../src/playbook/index.ts';

const FOLDER = new URL('../playbooks/', import.meta.url);

const playbooks: Playbook[] = readdirSync(FOLDER).map((name) => {
  const parsed = parsePlaybook(readFileSync(new URL(name, FOLDER), 'utf8'), name);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.playbook;
});

it.each([
  ['Cancel order #10234', 'cancel_order', { order_id: '10234', reason: 'Customer changed their mind' }],
  ['please cancel the order 10240 today', 'cancel_order', { order_id: '10240' }],
  ['Refund €12.50 of order #10237', 'refund_order', { order_id: '10237', amount: '12.50' }],
  ['Refund order 10237: 12,50 euros', 'refund_order', { order_id: '10237', amount: '12,50' }],
  ['Refund €99999 of order #10237', 'refund_order', { order_id: '10237', amount: '99999' }],
  ['Customer 20031 wants us to cancel order number 10234', 'cancel_order', { order_id: '10234' }],
  ['Look up customer Hanna Kowal', 'lookup_customer', { customer: 'Hanna Kowal' }],
  ['Export the cancelled orders', 'export_orders', { status: 'cancelled' }],
  ['Export orders', 'export_orders', { status: 'shipped' }],
  ['What is the status of order #10235?', 'order_status', { order_id: '10235' }],
])('%s', (directive, id, values) => {
  const match = matchPlaybook(directive, playbooks);
  expect(match).toMatchObject({ kind: 'match', playbook: { id } });
  if (match.kind !== 'match') return;
  const extracted = extractParameters(match.playbook, directive, { base_url: 'http://127.0.0.1:8470' });
  expect(extracted).toMatchObject({ ok: true, values });
  if (extracted.ok) expect(bindPlaybook(match.playbook, extracted.values)).toMatchObject({ ok: true });
});

it('does not take a bare number for an order', () => {
  const playbook = playbooks.find(({ id }) => id === 'cancel_order');
  if (!playbook) throw new Error('cancel_order is missing');
  expect(extractParameters(playbook, 'Cancel 20031', {})).toMatchObject({ ok: false, problems: [{ name: 'order_id' }] });
});

it('requires the receipt as a parameter, since no directive can contain a file', () => {
  const playbook = playbooks.find(({ id }) => id === 'attach_receipt');
  if (!playbook) throw new Error('attach_receipt is missing');
  const extracted = extractParameters(playbook, 'Attach receipt to order #10235', {});
  expect(extracted).toMatchObject({ ok: false, problems: [{ name: 'receipt' }] });
});

it('marks exactly the irreversible steps as writes', () => {
  const writes = playbooks.flatMap((playbook) =>
    playbook.steps.filter((step) => step.effect === 'write').map((step) => [playbook.id, step.description]),
  );
  expect(writes).toEqual([
    ['attach_receipt', 'Upload the file'],
    ['cancel_order', 'Confirm the cancellation of order {order_id}'],
    ['refund_order', 'Record the refund'],
  ]);
  for (const playbook of playbooks) {
    for (const step of playbook.steps) if (step.effect === 'write') expect(step.verify, step.description).toBeDefined();
  }
});
