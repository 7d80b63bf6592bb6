import { describe, expect, test } from 'vitest';
import { createErrorBudget, createVisitBudget } from './budgets.ts';

describe('pages a run may visit', () => {
  test('rejects the page that exceeds the budget, before and after the navigation', () => {
    const budget = createVisitBudget(2);
    expect(budget.visit('https://shop.test/a').ok).toBe(true);
    expect(budget.visit('https://shop.test/b').ok).toBe(true);
    expect(budget.check('https://shop.test/c')).toMatchObject({ ok: false, reason: expect.stringContaining('max_urls_visited') });
    expect(budget.visited()).toBe(2);
    expect(budget.visit('https://shop.test/c').ok).toBe(false);
  });

  test('a return costs nothing: host case, trailing slash, anchor and default port do not matter, the query does', () => {
    const budget = createVisitBudget(1);
    budget.visit('https://shop.test/a');
    for (const same of [
      'https://SHOP.test/a/',
      'https://shop.test:443/a',
      'https://shop.test/a#total',
      'https://shop.test./a',
      'about:blank',
    ])
      expect([same, budget.visit(same).ok]).toEqual([same, true]);
    expect(budget.visited()).toBe(1);
    for (const other of ['https://shop.test/a?page=2', 'https://shop.test/A', 'http://shop.test/a', 'https://shop.test/a#/orders'])
      expect([other, budget.check(other).ok]).toEqual([other, false]);
  });

  test('the reason contains no query and no credentials', () => {
    const budget = createVisitBudget(1);
    budget.visit('https://shop.test/');
    expect(JSON.stringify(budget.check('https://u:hunter2@shop.test/b?token=hunter2#hunter2'))).not.toContain('hunter2');
  });
});

test('consecutive errors exhaust the error budget; a success resets it', () => {
  const budget = createErrorBudget(3);
  expect([false, false, true, false, false].map((ok) => budget.record(ok).ok)).toEqual([true, true, true, true, true]);
  expect(budget.consecutive()).toBe(2);
  expect(budget.record(false)).toMatchObject({ ok: false, reason: expect.stringContaining('max_consecutive_errors') });
  expect(budget.record(false).ok).toBe(false);
});
