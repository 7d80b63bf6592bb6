import { describe, expect, test } from 'vitest';
import { CITIES_OF_SERVER, DRAWN_LISTS, NATIVE_LISTS, SPECIAL_LISTS } from '../fixtures/pages/widgets/choices.ts';
import { useWidgets, type WidgetJob, type WidgetStep } from '../support/use-widgets.ts';

const widgets = useWidgets({
  ...NATIVE_LISTS,
  ...DRAWN_LISTS,
  ...SPECIAL_LISTS,
  '/cities': (request, response) => {
    const text = new URL(request.url ?? '', 'http://here').searchParams.get('q')?.toLowerCase() ?? '';
    setTimeout(() => response.end(JSON.stringify(CITIES_OF_SERVER.filter((city) => city.toLowerCase().includes(text)))), 300);
  },
});

const choose = (selector: string, params: Record<string, unknown>): WidgetStep => ({ action: 'select', selector, ...params });
const CITY = 'role=combobox[name="City"]';

describe.each(['byPlaybook', 'byAgent'] as const)('%s', (driver) => {
  test('chooses in native lists by value, label or either', async () => {
    const { saved } = await widgets[driver](
      ['/native', choose(CITY, { option: 'Berlin' })],
      ['/native', choose(CITY, { option: 'par' })],
      ['/native', choose(CITY, { value: 'Paris' })],
      ['/native', choose('text=City', { label: 'Berlin' })],
      ['/native-multiple', choose('role=listbox[name="Tags"]', { option: ['New', '3'] })],
      ['/native-late', choose(CITY, { option: 'Paris' })],
      ['/datalist', choose(CITY, { option: 'Berlin' })],
    );
    expect(saved).toEqual([
      { city: 'ber', changes: 1 },
      { city: 'par', changes: 1 },
      { city: 'par', changes: 1 },
      { city: 'ber', changes: 1 },
      { tags: ['1', '3'] },
      { city: 'par' },
      { city: 'ber' },
    ]);
  });

  test('chooses in lists that pages draw themselves', async () => {
    const selector = (path: string) => (path === '/list-always-open' ? 'role=listbox[name="City"]' : CITY);
    const paths = Object.keys(DRAWN_LISTS);
    const { saved, events } = await widgets[driver](...paths.map((path): WidgetJob => [path, choose(selector(path), { option: 'Rome' })]));
    const failed = events.flatMap((event) => (event.type === 'action' && event.error ? [event.error.message] : []));
    expect(failed).toEqual([]);
    expect(saved).toEqual(paths.map(() => ({ city: 'Rome' })));
  });

  test('chooses far down in a long list, several options, and one of two lines', async () => {
    const { saved } = await widgets[driver](
      ['/virtual', choose('role=combobox[name="Order"]', { label: 'Order 40', timeout_ms: 60_000 })],
      ['/multiple', choose('role=combobox[name="Tags"]', { option: ['New', 'Paid'] })],
      ['/two-lines', choose('role=combobox[name="Customer"]', { label: 'Ada King' })],
    );
    expect(saved).toEqual([{ order: 'Order 40' }, { tags: ['New', 'Paid'] }, { customer: 'king@x.org' }]);
  });
});

test.each([
  ['/native', CITY, { option: 'Oslo' }, 'cannot be set to "Oslo". It offers: "Choose", "Berlin", "Paris", "Lyon" (disabled).'],
  ['/native-numbers', 'role=combobox[name="Size"]', { option: '2' }, '"2" means several options of'],
  ['/select-only', CITY, { option: 'Oslo' }, 'cannot be set to "Oslo". It offers: "Berlin", "Paris", "Rome", "Madrid", "Lisbon".'],
  ['/select-only', CITY, { index: 1 }, 'name the option by "label" or "option", not by "index"'],
  ['/taken-back', CITY, { option: 'Paris' }, '"Paris" was pressed in the list of "role=combobox[name="City"]"'],
  ['/menu', 'role=button[name="More"]', { option: 'Paris' }, 'opens a menu, not a list: click it and then click the option.'],
])('says why an option cannot be chosen: %s %s', async (path, selector, params, message) => {
  const { report } = await widgets.byPlaybook([path, choose(selector, params)]);
  expect(report.error?.message).toContain(message);
});
