import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAction } from '../../src/actions/index.ts';
import { noDeadline } from '../../src/base/index.ts';
import { findInChildFrames } from '../../src/browser/elements/child-frames.ts';
import { performAction } from '../../src/browser/index.ts';
import { NEVER_ENDING, RESTLESS_FORMS } from '../fixtures/pages/widgets/never-ending.ts';
import { type Pages, servePages } from '../support/pages.ts';
import { openTestSession, type TestSession } from '../support/test-session.ts';
import { useWidgets, type WidgetJob } from '../support/use-widgets.ts';

const widgets = useWidgets({ ...NEVER_ENDING, ...RESTLESS_FORMS });
const paths = Object.keys(RESTLESS_FORMS);

describe.each(['byPlaybook', 'byAgent'] as const)('%s', (driver) => {
  test('fills in forms on pages that never finish loading or never rest', async () => {
    const { saved } = await widgets[driver](
      ...paths.map((path): WidgetJob => [path, { action: 'key_press', selector: 'role=textbox[name="Name"]', name: 'Name', text: 'Ada' }]),
    );
    expect(saved).toEqual(paths.map(() => ({ name: 'Ada' })));
  });
});

describe('what never ends is not waited for', () => {
  let pages: Pages;
  let open: TestSession;
  beforeAll(async () => {
    pages = await servePages({ ...NEVER_ENDING, ...RESTLESS_FORMS });
    open = await openTestSession();
  });
  afterAll(async () => {
    await open.end();
    await pages.close();
  });
  const visit = (path: string, timeout_ms?: number) =>
    performAction(open.session, makeAction({ action: 'goto', url: pages.url(path), timeout_ms }), noDeadline);

  // Shorter than the wait for the `load` event, which never comes.
  test.each(['/image-without-answer', '/image-without-end', '/font-without-answer', '/frame-without-answer'])('%s', async (path) => {
    expect((await visit(path, 4_900)).text).toContain('Parts of it are still loading');
  });

  test('a frame without a document is not asked for elements', async () => {
    await visit('/frame-without-answer');
    // Shorter than the time that a frame has to answer.
    using brief = noDeadline.within(2_900, 'a look at the frames');
    expect(await findInChildFrames(open.session.page(), '#nope', brief)).toBeUndefined();
  });

  test('a long poll counts once as a request under way', async () => {
    await visit('/long-poll');
    while (open.session.requestsInFlight() > 0) await noDeadline.pause(100);
    const asked = pages.requests.length;
    await visit('/long-poll');
    while (pages.requests.filter((one) => one === 'GET /never').length < 2) await noDeadline.pause(10);
    expect(pages.requests.length).toBeGreaterThan(asked);
    expect(open.session.requestsInFlight()).toBe(0);
  });
});
