import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pages, servePages } from '../../../../tests/support/pages.ts';
import { openTestSession, type TestSession } from '../../../../tests/support/test-session.ts';
import { type ActionName, readAction } from '../../../actions/index.ts';
import { noDeadline } from '../../../base/index.ts';
import { describeElement, performAction } from '../../index.ts';

let pages: Pages;
let open: TestSession;
const act = (name: ActionName, input: unknown) => performAction(open.session, readAction(name, input), noDeadline);

beforeAll(async () => {
  pages = await servePages({
    '/': `<title>Refs</title><label>Name <input name="name" value="Ines"></label>
      <label>Kind <select name="kind"><option>Small</option><option>Large</option></select></label>
      <button onclick="document.title = 'pressed'">Press</button><iframe src="/inner" title="Inner"></iframe>`,
    '/inner': '<button>Inside</button>',
  });
  open = await openTestSession();
  const { session } = open;
  session.openObserver();
  await act('goto', { url: pages.url('/') });
});
afterAll(async () => {
  await open.end();
  await pages.close();
});

/** The ref of the element whose rendering in a new observation starts with `words`. */
async function refOf(words: string): Promise<string> {
  const { text } = await open.session.observer!.observe({}, noDeadline);
  return new RegExp(`\\[((?:f\\d+)?e\\d+) ${words}`).exec(text)![1]!;
}

test('describes, reads and operates a ref like a selector, in frames too', async () => {
  expect(await describeElement(open.session, await refOf('button "Press"'), noDeadline)).toMatchObject({ role: 'button', name: 'Press' });
  expect(await describeElement(open.session, await refOf('button "Inside"'), noDeadline)).toMatchObject({ name: 'Inside' });
  expect((await act('extract', { selector: await refOf('textbox "Name"'), mode: 'value' })).output).toBe('Ines');
  await act('select', { selector: await refOf('select "Kind"'), label: 'Large' });
  await expect(act('select', { selector: await refOf('select "Kind"'), label: 'Huge' })).rejects.toThrow('It offers: "Small", "Large"');
  await act('click', { selector: await refOf('button "Press"') });
  expect(await open.session.title(noDeadline)).toBe('pressed');
});
