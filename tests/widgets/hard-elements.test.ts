import { describe, expect, test } from 'vitest';
import { BUTTONS_OUT_OF_VIEW, CONCEALED_PAGES, STYLED_CHECK_BOXES } from '../fixtures/pages/widgets/hard-elements.ts';
import { useWidgets, type WidgetJob, type WidgetStep } from '../support/use-widgets.ts';

const widgets = useWidgets({ ...STYLED_CHECK_BOXES, ...BUTTONS_OUT_OF_VIEW, ...CONCEALED_PAGES });

describe.each(['byPlaybook', 'byAgent'] as const)('%s', (driver) => {
  test('turns on check boxes that pages draw themselves, once', async () => {
    const box: WidgetStep = { action: 'check', selector: 'role=checkbox[name=/I agree/]', checked: true };
    const { saved } = await widgets[driver](...Object.keys(STYLED_CHECK_BOXES).map((path): WidgetJob => [path, box, box]));
    expect(saved).toEqual(Object.keys(STYLED_CHECK_BOXES).map(() => ({ agrees: true })));
  });

  test('presses buttons that are not simply in view', async () => {
    const go: WidgetStep = { action: 'click', selector: 'role=button[name="Go"]' };
    const { saved } = await widgets[driver](...Object.keys(BUTTONS_OUT_OF_VIEW).map((path): WidgetJob => [path, go]));
    expect(saved).toEqual(Object.keys(BUTTONS_OUT_OF_VIEW).map(() => ({ pressed: 1 })));
  });

  test('finds by its role what a dialog has left hidden from assistive technology, and says so', async () => {
    const { saved, events } = await widgets[driver]([
      '/aria-hidden',
      { action: 'click', selector: 'role=button[name="Help"]' },
      { action: 'click', selector: 'role=button[name="Close"]' },
      { action: 'key_press', selector: 'role=textbox[name="Name"]', text: 'Ada' },
      { action: 'click', selector: 'role=button[name="Confirm"]', verify: { expect_element_visible: 'role=button[name="Confirm"]' } },
    ]);
    expect(saved).toEqual([{ name: 'Ada', pressed: 1 }]);
    expect(events.filter((event) => event.type === 'notice').map(({ message }) => message)).toContainEqual(
      expect.stringContaining('hides it from assistive technology'),
    );
  });
});

test('does not take what is behind an open dialog for what the dialog will show', async () => {
  const { saved } = await widgets.byPlaybook(['/behind-dialog', { action: 'click', selector: 'role=button[name="Confirm"]' }]);
  expect(saved).toEqual([{ name: '', pressed: 100 }]);
});

test('the space bar turns on a check box that only its label shows', async () => {
  const { saved } = await widgets.byPlaybook(['/one-pixel', { action: 'key_press', selector: 'role=checkbox', key: 'Space' }]);
  expect(saved).toEqual([{ agrees: true }]);
});

test('says that an element is inert', async () => {
  const { report, saved } = await widgets.byPlaybook(['/inert', { action: 'click', selector: 'role=button[name="Confirm"]' }]);
  expect(report.error?.message).toContain('is inert: the page has switched off all input to it');
  expect(saved).toEqual([]);
});

test('says what is in a closed shadow root, and how to use it', async () => {
  const { report } = await widgets.byPlaybook(['/closed-shadow', { action: 'click', selector: 'role=button[name="Pay"]' }]);
  expect(report.error?.message).toContain(
    '"pay-form" keeps its content in a closed shadow root, which no selector reaches: click the element itself, then type or press keys without a selector.',
  );
  const { saved } = await widgets.byPlaybook([
    '/closed-shadow',
    { action: 'click', selector: 'pay-form' },
    { action: 'key_press', text: '4111', key: 'Tab' },
    { action: 'key_press', key: 'Enter' },
  ]);
  expect(saved).toEqual([{ name: '4111', pressed: 1 }]);
});
