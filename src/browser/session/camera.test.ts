import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { makeAction } from '../../actions/index.ts';
import { noDeadline, startDeadline } from '../../base/index.ts';
import { performAction } from '../index.ts';

let pages: Pages;
let open: TestSession;

beforeAll(async () => {
  pages = await servePages({
    '/': '<title>A</title><body style="background:#fff"><p>A page</p><a href="/dark">Dark</a>',
    '/dark': '<title>B</title><body style="background:#000">',
  });
  open = await openTestSession();
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

const visit = (path: string) => performAction(open.session, makeAction({ action: 'goto', url: pages.url(path) }), noDeadline);

test('calls made while a screenshot is being taken share the next one', async () => {
  await visit('/');
  const shots = await Promise.all([1, 2, 3, 4].map(() => open.session.screenshot(noDeadline)));
  expect(Buffer.from(shots[0] ?? []).toString('hex', 0, 3)).toBe('ffd8ff');
  expect(shots[1]).toBe(shots[2]);
  expect(shots[2]).toBe(shots[3]);
  expect(shots[1]).not.toBe(shots[0]);
});

test('takes a screenshot that is requested while the page is replaced', async () => {
  for (let round = 0; round < 5; round += 1) {
    await visit('/');
    const early = open.session.screenshot(noDeadline);
    await performAction(open.session, makeAction({ action: 'click', selector: 'text=Dark' }), noDeadline);
    const late = open.session.screenshot(noDeadline);
    expect((await early).length).toBeGreaterThan(500);
    expect((await late).length).toBeGreaterThan(500);
  }
});

test('a screenshot never takes longer than its deadline', async () => {
  await visit('/');
  await expect(open.session.screenshot(startDeadline(1, 'the screenshot'))).rejects.toMatchObject({ what: 'the screenshot' });
  expect((await open.session.screenshot(noDeadline)).length).toBeGreaterThan(500);
});
