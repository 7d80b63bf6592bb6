import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { makeAction } from '../../../actions/index.ts';
import { noDeadline } from '../../../base/index.ts';
import { Secret } from '../../../secrets/index.ts';
import { performAction } from '../index.ts';
import { FORM_PAGES } from './testing/form-pages.ts';
import { keepTypedForRetry } from './typed-fields.ts';

let pages: Pages;
let open: TestSession;
let german: TestSession;

beforeAll(async () => {
  pages = await servePages({ ...FORM_PAGES });
  [open, german] = await Promise.all([openTestSession(), openTestSession({ locale: 'de-DE' })]);
});

afterAll(async () => {
  await Promise.all([open.end(), german.end()]);
  await pages.close();
});

const act = (action: Parameters<typeof makeAction>[0], { session } = open) => performAction(session, makeAction(action), noDeadline);
const visit = (path: string, inSession = open) => act({ action: 'goto', url: pages.url(path) }, inSession);
const type = (text: string | Secret, selector = '#v', as?: 'keys') => act({ action: 'key_press', selector, text, as });
const script = async (text: string, { session } = open) =>
  (await performAction(session, makeAction({ action: 'evaluate', script: text }), noDeadline)).json;
const value = (selector = '#v') => script(`document.querySelector('${selector}').value`);
const sent = (inSession = open) => script(`document.querySelector('#sent').textContent`, inSession);
const press = (selector = 'role=button[name="Save"]') => act({ action: 'click', selector });

describe('fields of the browser', () => {
  test.each([
    ['/date', '31.12.2026', '2026-12-31'],
    ['/date', '12/31/2026', '2026-12-31'],
    ['/time', '2:30 PM', '14:30'],
    ['/month', '12/2026', '2026-12'],
    ['/datetime', '31.12.2026 14:30', '2026-12-31T14:30'],
    ['/number', '1.234,56', '1234.56'],
    ['/slider', '40', '40'],
    ['/colour', 'red', '#ff0000'],
  ])('%s takes %s', async (path, text, expected) => {
    await visit(path);
    await type(text);
    await press();
    expect(await sent()).toBe(expected);
  });

  test.each([
    ['/date', '2026-02-30', '2026-01-01', 'takes a date, and "2026-02-30" is not one'],
    ['/date', '01/02/2026', '2026-01-01', 'add "locale:" to the playbook'],
    ['/number', 'red', '', 'takes a number, and "red" is not one'],
    ['/slider', '45', '50', 'goes from 0 to 100 in steps of 10'],
    ['/colour', 'very red', '#000000', 'takes a colour'],
  ])('%s refuses %s before anything is typed', async (path, text, kept, message) => {
    await visit(path);
    await expect(type(text)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      failure: { reason: 'not_entered', performed: 'no' },
      message: expect.stringContaining(message),
    });
    expect(await value()).toBe(kept);
  });

  test('the locale decides what a date and a number mean', async () => {
    for (const [path, text, expected] of [
      ['/date', '01/02/2026', '2026-02-01'],
      ['/date', '3. März 2026', '2026-03-03'],
      ['/number', '1.234', '1234'],
    ] as const) {
      await visit(path, german);
      await act({ action: 'key_press', selector: '#v', text }, german);
      await act({ action: 'click', selector: 'text=Save' }, german);
      expect(await sent(german)).toBe(expected);
    }
  });

  test('a value with which the browser will not send the form fails where it is typed', async () => {
    await visit('/whole');
    await expect(type('12.5')).rejects.toMatchObject({
      failure: { reason: 'not_entered' },
      message: expect.stringContaining('does not accept "12.5"'),
    });
  });
});

describe('masks', () => {
  test.each([
    ['/german-amount', '1234,5', '1.234,50 €'],
    ['/date-picker', '12/31/2026', '12/31/2026'],
    ['/phone', '555 123 4567', '(555) 123-4567'],
    ['/card-by-keys', '4111111111111111', '4111 1111 1111 1111'],
    ['/iban', 'de89370400440532013000', 'DE89 3704 0044 0532 0130 00'],
    ['/cents', '12.5', '12.50'],
    ['/cents', '7', '7.00'],
    ['/code', '482913', '4|8|2|9|1|3'],
    ['/note', 'call back', 'call back'],
    ['/message', 'one\r\ntwo', 'one\ntwo'],
  ])('%s takes %s', async (path, text, expected) => {
    await visit(path);
    await type(text);
    await press();
    expect(await sent()).toBe(expected);
  });

  test('a text that is cut is an error with both texts and the limit', async () => {
    await visit('/short');
    await expect(type('DE89370400440532013000')).rejects.toMatchObject({
      failure: { reason: 'not_entered', performed: 'no', retryable: true },
      message: expect.stringMatching(
        /holds "DE89370400440532" instead of "DE89370400440532013000"\. The field takes at most 16 characters\./,
      ),
    });
  });

  test('of a secret, the error shows neither text, and a password counts to the letter', async () => {
    await visit('/secret');
    for (const selector of ['#v', '#p']) {
      const error: Error = await type(new Secret('hunter2zz'), selector).then(
        () => expect.fail('typed'),
        (caught: Error) => caught,
      );
      expect(error.message).toContain('does not hold the secret that was typed into it');
      expect(JSON.stringify({ ...error, message: error.message })).not.toMatch(/hunt/);
    }
  });
});

describe('keys', () => {
  test.each([undefined, 'keys' as const])('a list that opens on keyup opens (as: %s)', async (as) => {
    await visit('/keyup-list');
    await type('Ada', '#v', as);
    await act({ action: 'click', selector: 'text=Ada Lovelace' });
    expect(await sent()).toBe('Ada Lovelace');
  });

  test('as: keys replaces what is in the field', async () => {
    await visit('/quantity');
    await type('12', '#v', 'keys');
    expect(await value()).toBe('12');
  });
});

describe('before the form is sent', () => {
  test('what was lost with a form that is drawn again is typed again', async () => {
    await visit('/hydrated');
    await type('Ada', 'role=textbox[name="Name"]');
    await type('12.50', 'role=textbox[name="Amount"]');
    await script('hydrate()');
    await press('role=button[name="Pay"]');
    expect(await sent()).toBe('Ada|12.50');
  });

  test('also when the press before it reached a button that did nothing yet, and the step is repeated', async () => {
    await visit('/hydrated');
    await type('Ada', 'role=textbox[name="Name"]');
    await press('role=button[name="Pay"]');
    await script('hydrate()');
    keepTypedForRetry(open.session);
    await press('role=button[name="Pay"]');
    expect(await sent()).toBe('Ada|');
  });

  test('a field whose state is restored when the page draws itself is typed into again', async () => {
    await visit('/controlled');
    await type('Ada');
    await type('London', '#city');
    await press();
    expect(await sent()).toBe('Ada|London');
  });

  test.each([
    ['/quantity', '250', 'holds "5" instead of "250"'],
    ['/clamped', '7', 'holds "5" instead of "7"'],
    ['/emptied-on-blur', 'lamp', 'is empty instead of "lamp"'],
  ])('%s keeps nothing when it loses the focus: the press fails and nothing is sent', async (path, text, message) => {
    await visit(path);
    await type(text);
    await expect(press()).rejects.toMatchObject({
      failure: { reason: 'not_entered', performed: 'no' },
      message: expect.stringContaining(message),
      details: { selector: '#v' },
    });
    expect(await sent()).toBe('');
  });

  test('a form in a frame is looked at too', async () => {
    await visit('/in-frame');
    await type('12.50', 'frame=iframe >> #v');
    await script(`frames[0].eval('lose()')`);
    await press('frame=iframe >> role=button[name="Save"]');
    expect(await script(`frames[0].document.querySelector('#sent').textContent`)).toBe('12.50');
  });

  test('a number that is clamped while the next field is filled is seen too', async () => {
    await visit('/clamped');
    await type('7');
    await type('as a gift', '#note');
    await expect(press()).rejects.toThrow('holds "5" instead of "7"');
    expect(await sent()).toBe('');
  });
});

describe('what the application may change', () => {
  test('a field for tags gives its text to a tag', async () => {
    await visit('/tags');
    await type('urgent');
    await press();
    expect(await script(`box.innerText`)).toContain('urgent');
    expect(await sent()).toBe('');
    expect(await script('sent.length')).toBe(1);
  });

  test('a suggestion takes the place of what was typed, even of a longer text', async () => {
    await visit('/address');
    await type('Berlin, Germany');
    await press('role=option[name="Berlin"]');
    await press();
    expect(await sent()).toBe('Berlin');
  });

  test('a press empties the field whose text it took', async () => {
    await visit('/add-item');
    await type('lamp');
    await press('#add');
    await act({ action: 'wait_for', text: 'lamp;' });
    await press();
    expect(await script('[sent.length, items.textContent]')).toEqual([1, 'lamp;']);
  });

  test('a value that is computed from another field', async () => {
    await visit('/rates');
    await type('10');
    await type('5', '#other');
    await press();
    expect(await sent()).toBe('2.5|5');
  });

  test('what a person or a later step types', async () => {
    await visit('/short');
    await type('first');
    await open.session.page().locator('#v').focus();
    await act({ action: 'key_press', text: ' and more' });
    await press();
    await type('second');
    await press();
    expect(await sent()).toBe('first and more / second');
  });

  test('the field is gone because the typing opened another page', async () => {
    await visit('/search-on-input');
    await type('x');
    await act({ action: 'wait_for', url_contains: '/short' });
  });
});
