import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { type ActionName, readAction } from '../../actions/index.ts';
import { noDeadline } from '../../base/index.ts';
import { performAction, whyNothingWasSent } from '../index.ts';

let pages: Pages;
let open: TestSession;

const act = (name: ActionName, input: unknown) => performAction(open.session, readAction(name, input), noDeadline);
const visit = (path: string) => act('goto', { url: pages.url(path) });
const why = async (selector: string) => (await whyNothingWasSent(open.session, selector, noDeadline))?.message;

const FIELDS =
  '<label>Amount <input name="amount" type="number" min="1" value="0"></label><label>Mail <input type="email" value="nobody"></label>';

beforeAll(async () => {
  pages = await servePages({
    '/form': `<form action="/sent" method="post">${FIELDS}<label>Note <input></label><button id="go">Pay</button>
      <button id="draft" formnovalidate>Save draft</button></form><button id="far" form="f">x</button>`,
    '/outside': `<form id="f" action="/sent" method="post"><label>IBAN <input required></label></form><button id="go" form="f">Pay</button>`,
    '/own': `<form novalidate onsubmit="event.preventDefault(); iban.setAttribute('aria-invalid', 'true'); said.hidden = false">
      <label>IBAN <input id="iban" required aria-describedby="said"></label><p id="said" hidden>This is not an IBAN.</p><button id="go">Pay</button></form>`,
    '/dialog': `<input aria-invalid="true" aria-label="Search"><div role="dialog"><input aria-label="Amount"><button id="go" type="button">Pay</button></div>
      <script>go.onclick = () => go.previousElementSibling.setAttribute('aria-invalid', 'true')</script>`,
    '/fine': '<form action="/sent" method="post"><label>IBAN <input value="DE1"></label><button id="go" type="button">Pay</button></form>',
    '/many': `<form>${'<label>Line <input required></label>'.repeat(8)}<button id="go">Pay</button></form>`,
  });
  open = await openTestSession({ secrets: { redact: (text) => text.replaceAll('nobody', '[secret]') } });
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

test('names the fields that the browser rejects, with its own words', async () => {
  await visit('/form');
  await act('click', { selector: '#go' });
  const message = await why('#go');
  expect(message).toContain(`The form on ${pages.url('/form')} was not sent, because it does not accept what is in it: "Amount": `);
  expect(message).toMatch(/greater than or equal to 1; "Mail": .*\[secret\]/);
  expect(message).not.toContain('nobody');
  expect(pages.requests).not.toContain('POST /sent');
});

test.each([
  ['a button outside of its form', '/outside', '"IBAN": Please fill out this field.'],
  ['a page that checks itself', '/own', '"IBAN": This is not an IBAN.'],
  ['a dialog without a form', '/dialog', ': "Amount" is invalid.'],
  ['many fields', '/many', '; and 3 more.'],
])('knows the reason behind %s', async (_, path, words) => {
  await visit(path);
  await act('click', { selector: '#go' });
  expect(await why('#go')).toContain(words);
  expect(await whyNothingWasSent(open.session, '#go', noDeadline)).toMatchObject({
    failure: { reason: 'form_invalid', performed: 'no', retryable: false },
  });
});

test('says nothing about a form that is accepted, is not checked, or is no longer there', async () => {
  await visit('/fine');
  expect(await why('#go')).toBeUndefined();
  expect(await why('#gone')).toBeUndefined();
  await visit('/form');
  expect(await why('#draft')).toBeUndefined();
});
