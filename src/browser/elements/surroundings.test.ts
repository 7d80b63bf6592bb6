import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { makeAction } from '../../actions/index.ts';
import { noDeadline } from '../../base/index.ts';
import { performAction, surroundings } from '../index.ts';

let pages: Pages;
let open: TestSession;

beforeAll(async () => {
  pages = await servePages({
    '/': `<title>Refunds</title><form><select><option>Nothing</option><option selected>Delete selected refunds</option></select>
      <label><input type="checkbox" checked> R-5024</label> two of forty-six refunds that were requested in August are ticked<button type="button" id="go">Go</button></form>
      <dialog open><h2>Cancel order?</h2>This cannot be undone. The customer is told by email and the money returned.<button id="ok">OK</button></dialog><section>You are about to approve 2 refunds, 706.00 EUR in total: R-5024, R-5032<form><button id="yes">Yes, approve</button></form></section>`,
  });
  open = await openTestSession();
  await performAction(open.session, makeAction({ action: 'goto', url: pages.url('/') }), noDeadline);
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

const around = (selector: string, maxChars?: number) => surroundings(open.session, selector, noDeadline, maxChars);

test('of a button in a form are what is chosen and ticked there', async () => {
  expect(await around('#go')).toBe(
    'title: Refunds\nkind: form\nchosen: Delete selected refunds\nticked: R-5024\nsays: R-5024 two of forty-six refunds that were requested in August are tickedGo',
  );
});

test('of a button in a dialog are its words', async () => {
  expect(await around('#ok')).toBe(
    'title: Refunds\nkind: dialog\nsays: Cancel order?This cannot be undone. The customer is told by email and the money returned.OK',
  );
});

test('of a form that is only its buttons are the words above it', async () => {
  expect(await around('#yes')).toContain('kind: section\nsays: You are about to approve 2 refunds');
});

test('are at most as much as is wanted; of nothing they are nothing', async () => {
  expect(await around('#yes', 30)).toHaveLength(30);
  expect(await around('#missing')).toBe('');
});
