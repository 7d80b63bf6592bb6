import { describe, expect, test } from 'vitest';
import { DESIGN_MODE_BODY, EDITORS } from '../fixtures/pages/widgets/editors.ts';
import { COMPOSITES, FIELDS } from '../fixtures/pages/widgets/fields.ts';
import { useWidgets, type WidgetJob, type WidgetStep } from '../support/use-widgets.ts';

const widgets = useWidgets({ ...FIELDS, ...COMPOSITES, ...EDITORS, '/design-mode-body': DESIGN_MODE_BODY });

const type = (selector: string, text: string, more: Record<string, unknown> = {}): WidgetStep => ({
  action: 'key_press',
  selector,
  text,
  ...more,
});
const press = (selector: string, more: Record<string, unknown> = {}): WidgetStep => ({ action: 'click', selector, ...more });
const editorOf = (path: string): string => (/frame|design/.test(path) ? 'frame=#frame >> body' : 'role=textbox[name="Note"]');

describe.each(['byPlaybook', 'byAgent'] as const)('%s', (driver) => {
  test('fills in fields of every kind', async () => {
    const { saved } = await widgets[driver](
      ['/slider', type('role=slider[name="Volume"]', '75')],
      [
        '/aria-slider',
        { action: 'key_press', selector: 'role=slider[name="Volume"]', key: 'End' },
        { action: 'key_press', key: 'ArrowLeft' },
      ],
      ['/stepper', type('role=spinbutton[name="Quantity"]', '4', { key: 'Tab' }), press('role=button[name="More"]')],
      [
        '/date-parts',
        type('role=textbox[name="Day"]', '07'),
        type('role=textbox[name="Month"]', '03'),
        type('role=textbox[name="Year"]', '1990'),
      ],
      ['/code', type('role=textbox[name="Digit 1"]', '482913')],
      [
        '/native-pickers',
        type('text=Colour', '#ff8800'),
        type('text=Day', '31.12.2026'),
        type('role=textbox[name="At"]', '2:30 PM'),
        type('text=Month', '2026-11'),
      ],
      [
        '/calendar',
        press('role=button[name="Choose date"]'),
        press('role=dialog >> role=button[name="Next month"]'),
        press('role=dialog >> role=button[name="February 5"]'),
      ],
      [
        '/tags',
        type('role=textbox[name="Tags"]', 'new', { key: 'Enter' }),
        type('role=textbox[name="Tags"]', 'paid', { key: 'Enter' }),
        press('role=button[name="Remove new"]'),
      ],
    );
    expect(saved).toEqual([
      { volume: '75', events: ['input', 'change'] },
      { volume: 9 },
      { quantity: 5 },
      { born: '1990-03-07' },
      { code: '482913' },
      { colour: '#ff8800', day: '2026-12-31', at: '14:30', month: '2026-11' },
      { due: '2027-02-05' },
      { tags: ['paid'] },
    ]);
  });

  test('works menus, trees and cells', async () => {
    const { saved } = await widgets[driver](
      [
        '/menu',
        press('role=button[name="More"]'),
        press('role=menuitem[name="Rename"]'),
        press('role=button[name="More"]'),
        press('role=menuitemradio[name="By date"]'),
      ],
      ['/tree', press('role=treeitem[name="Orders"] >> text=Orders'), press('role=treeitem[name="Open"]')],
      [
        '/grid',
        press('role=gridcell[name="10"]', { count: 2 }),
        type('role=textbox[name="Price"]', '12.50', { key: 'Enter' }),
        { action: 'key_press', selector: 'role=gridcell[name="20"]', key: 'Enter' },
        type('role=textbox[name="Price"]', '8', { key: 'Enter' }),
      ],
    );
    expect(saved).toEqual([{ picked: ['Rename', 'By date'] }, { chosen: 'Open' }, { prices: ['12.50', '8'] }]);
  });

  test('replaces the text of rich text editors, with several lines and with none', async () => {
    const paths = Object.keys(EDITORS);
    const jobs = ['Sent on Monday.', 'First line\nLast line', ''].flatMap((text) =>
      paths.map((path): WidgetJob => [path, type(editorOf(path), text)]),
    );
    const { saved } = await widgets[driver](...jobs);
    const expected = [['Sent on Monday.'], ['First line', 'Last line'], []].flatMap((note) => paths.map(() => ({ note })));
    expect(saved).toEqual(expected);
  });
});

test('appends to what a rich text editor holds', async () => {
  const paths = Object.keys(EDITORS).filter((path) => path !== '/own-selection');
  const { saved } = await widgets.byPlaybook(
    ...paths.map(
      (path): WidgetJob => [
        path,
        { action: 'key_press', selector: editorOf(path), key: 'Control+End' },
        { action: 'key_press', text: ' and more' },
      ],
    ),
  );
  expect(saved).toEqual(paths.map(() => ({ note: ['Old text', 'Second line and more'] })));
});
