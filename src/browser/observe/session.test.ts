import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPromise } from 'yauzl';
import { openTestSession, type TestSession } from '../../../tests/support/test-session.ts';
import { makeAction } from '../../actions/index.ts';
import { noDeadline } from '../../base/index.ts';
import { performAction } from '../index.ts';
import type { Observer } from './index.ts';

let test: TestSession;
let observer: Observer;

beforeAll(async () => {
  test = await openTestSession();
  observer = test.session.openObserver();
});

afterAll(() => test?.end());

const HTML =
  '<title>Form</title><label>Name <input></label><button onclick="document.title = document.querySelector(\'input\').value">Save</button>';

it('observes a page that was used before, and actions accept its refs', async () => {
  const { session } = test;
  await session.page().setContent(HTML);
  await session.page().locator('role=button').count();
  const { text } = await observer.observe({}, noDeadline);
  expect(text).toContain('[e1 textbox "Name"]');
  expect(text).toContain('[e2 button "Save"]');
  await performAction(session, makeAction({ action: 'key_press', selector: 'e1', text: 'Ada' }), noDeadline);
  await performAction(session, makeAction({ action: 'click', selector: 'e2' }), noDeadline);
  const { changes, title } = await observer.observe({}, noDeadline);
  expect(title).toBe('Ada');
  expect(changes).toEqual(['~ [e1 textbox "Name" = "Ada"]']);
  await expect(performAction(session, makeAction({ action: 'click', selector: 'e77' }), noDeadline)).rejects.toMatchObject({
    code: 'STEP_FAILED',
    details: { reason: 'stale_ref' },
  });
});

it('leaves no observation in the trace', async () => {
  const { session, downloadsFolder } = test;
  await session.startTrace(noDeadline);
  await session.page().setContent(HTML);
  await observer.observe({}, noDeadline);
  await observer.selectorCandidates('button', noDeadline);
  const trace = join(downloadsFolder, 'trace.zip');
  await session.stopTrace(trace, noDeadline);
  expect(await tracedCalls(trace)).toEqual(['setContent']);
});

/** The methods of the calls in a trace. */
async function tracedCalls(path: string): Promise<string[]> {
  const parts: string[] = [];
  const zip = await openPromise(path);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== 'trace.trace') continue;
    for await (const chunk of await zip.openReadStreamPromise(entry)) parts.push(String(chunk));
  }
  const events = parts
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; method?: string });
  return events.filter((event) => event.type === 'before').map((event) => event.method ?? '');
}
