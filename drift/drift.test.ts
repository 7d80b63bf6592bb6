import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDeadline } from '../src/base/index.ts';
import { ensureBrowser, type FoundBrowser } from '../src/browser/index.ts';
import { samplePlan } from './applications/sample-plan.ts';
import { type BenchTarget, changedByReading, effectOfWrite } from './cases/drift-case.ts';
import { startSampleTarget } from './cases/sample-target.ts';
import { DRIFTS } from './drifts/index.ts';
import { createFinisher } from './finisher/finisher.ts';
import { startDriftProxy } from './proxy/start-drift-proxy.ts';
import { withAliases } from './proxy/style-aliases.ts';
import { runCell } from './run-cell.ts';
import { columnOf } from './table.ts';
import { judge } from './verdict.ts';

const drift = (name: string) => DRIFTS.find((one) => one.name === name)!;

describe('playbooks under drifts', () => {
  let folder: string;
  let target: BenchTarget;
  let browser: FoundBrowser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rote-drift-test-'));
    target = await startSampleTarget(folder);
    using finding = startDeadline(300_000, 'finding a browser');
    browser = await ensureBrowser(finding);
  });
  afterAll(async () => {
    await target.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (name: string, playbook: string) => {
    const finisher = createFinisher();
    return runCell({
      plan: samplePlan,
      target,
      driftCase: target.cases.find((candidate) => candidate.playbook === playbook)!,
      drift: drift(name),
      seed: 1,
      browser,
      models: () => ({ primary: finisher, utility: finisher }),
      signal: new AbortController().signal,
    });
  };

  test.each([
    ['none', 'cancel_order', 'as recorded'],
    ['none', 'refund_order', 'as recorded'],
    ['controls-reworded', 'cancel_order', 'other selector'],
    ['controls-reworded', 'refund_order', 'other selector'],
    ['in-menu', 'cancel_order', 'agent'],
    ['in-menu', 'refund_order', 'agent'],
  ])('%s, %s: done, %s', async (name, playbook, column) => {
    const cell = await run(name, playbook);
    expect(cell, JSON.stringify(cell, null, 1)).toMatchObject({ verdict: 'done', status: 'completed' });
    expect(columnOf(cell)).toBe(column);
    expect(cell.touched.length > 0).toBe(name !== 'none');
  });

  test('keeps an effect in the ledger when its message is reworded, and does not repeat it', async () => {
    const cell = await run('messages-reworded', 'cancel_order');
    expect(cell, JSON.stringify(cell, null, 1)).toMatchObject({ verdict: 'done_reported_unknown', ledger: ['5 committed'] });
  });
});

test('the proxy enforces the new required field, not only the page', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rote-drift-test-'));
  const target = await startSampleTarget(folder);
  const proxy = await startDriftProxy({ origin: target.origin, plan: samplePlan, drift: drift('required-field'), seed: 1 });
  try {
    const send = (fields: Record<string, string>) =>
      fetch(`${proxy.url}/orders/10234/cancel`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
    expect((await send({ drift_form: '1', drift_reference: ' ' })).status).toBe(422);
    expect(proxy.writes()).toEqual([]);
    expect((await send({ drift_form: '1', drift_reference: 'none' })).status).toBe(303);
    expect(proxy.writes()).toHaveLength(1);
  } finally {
    await proxy.close();
    await target.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test.each([
  ['.a > #b{color:#abc}', ':is(.a,.A) > :is(#b,#B){color:#abc}'],
  [
    '@media (min-width:1.5em){.a:not(.c)::before{content:".x{"}}',
    '@media (min-width:1.5em){:is(.a,.A):not(:is(.c,.C))::before{content:".x{"}}',
  ],
  ['/* .a */a[href=".b"]{margin:.5em;background:url(a.b#c)}', '/* .a */a[href=".b"]{margin:.5em;background:url(a.b#c)}'],
])('adds aliases to the style sheet %s', (css, expected) => expect(withAliases(css, (_kind, name) => name.toUpperCase())).toBe(expected));

const done = { kind: 'done', what: '' } as const;
const unknown = [{ step: 5, description: '', state: 'unknown' }] as const;

test.each([
  ['write', 'completed', [], done, 'done'],
  ['write', 'completed', [], { kind: 'none', what: '' }, 'false_done'],
  ['write', 'completed', [], { kind: 'twice', what: '' }, 'twice'],
  ['write', 'failed', [], { kind: 'wrong', what: '' }, 'wrong_record'],
  ['write', 'failed', unknown, done, 'done_reported_unknown'],
  ['write', 'failed', [], done, 'done_unreported'],
  ['write', 'failed', unknown, { kind: 'none', what: '' }, 'undone_reported_unknown'],
  ['read', 'completed', [], { kind: 'none', what: '' }, 'false_done'],
  ['read', 'failed', [], done, 'undone'],
  ['read', 'completed', [], { kind: 'wrong', what: '' }, 'wrong_record'],
] as const)('%s %s %j %j is %s', (kind, status, ledger, effect, verdict) => expect(judge(kind, status, ledger, effect)).toBe(verdict));

test('judges a read job that changes something as wrong', () => {
  const before = new Map([['order 1', 'paid']]);
  expect(changedByReading({ before, after: new Map(before) })).toBeUndefined();
  expect(changedByReading({ before, after: new Map([['order 1', 'cancelled']]) })).toMatchObject({
    kind: 'wrong',
    what: expect.stringContaining('order 1'),
  });
});

test('judges extra changes and repeated requests as failures', () => {
  const before = new Map([
    ['a', 'open'],
    ['b', 'open'],
  ]);
  const after = (a: string, b: string) => ({ before, after: new Map(Object.entries({ a, b })) });
  expect(effectOfWrite(after('closed', 'open'), { a: ['closed'] }, 1).kind).toBe('done');
  expect(effectOfWrite(after('closed', 'open'), { a: ['closed'] }, 2).kind).toBe('twice');
  expect(effectOfWrite(after('closed', 'closed'), { a: ['closed'] }, 1).kind).toBe('wrong');
  expect(effectOfWrite(after('open', 'closed'), { a: ['closed'] }, 1).kind).toBe('wrong');
  expect(effectOfWrite(after('open', 'open'), { a: ['closed'] }, 0).kind).toBe('none');
});
