import { describe, expect, it } from 'vitest';
import type { Block, Control, Table } from '../../page-world/pass-types.ts';
import { plain, quoted } from '../page-text.ts';
import { diffUnits, renderChanges } from './diff.ts';
import { listDiffUnits } from './diff-units.ts';
import { fitPage } from './fit.ts';
import { renderPage } from './render.ts';
import { renderControl } from './render-control.ts';

const button = (n: number, name: string): Control => ({ t: 'control', n, kind: 'button', role: 'button', name });
const line = (...items: (string | Control)[]): Block => ({ t: 'line', items });
const table = (rows: number, more = 0): Table => ({
  t: 'table',
  n: 7,
  name: '',
  caption: [],
  head: [['Order'], ['Status']],
  rows: Array.from({ length: rows }, (_, i) => ({ cells: [[`#${1000 + i}`], ['Open']] })),
  skipped: 0,
  more,
});
const page = (...blocks: Block[]) => ({ dialogs: [], blocks });

describe('a control', () => {
  it.each<[Partial<Control>, string]>([
    [{}, '[e5 button "Save"]'],
    [{ states: ['disabled'] }, '[e5 button "Save" disabled]'],
    [{ mismatch: 'Delete' }, '[e5 button "Save" (mismatch: labelled "Delete")]'],
    [{ of: 'Lamp' }, '[e5 button "Save" of "Lamp"]'],
    [
      { role: 'email', name: 'Mail', kind: 'form_field', value: 'x', states: ['required', 'invalid'], problem: 'No address' },
      '[e5 email "Mail" = "x" required invalid "No address"]',
    ],
    [
      { role: 'select', name: 'State', value: 'A', options: { shown: ['A', 'B|C'], total: 9 } },
      '[e5 select "State" = "A" options: A | B/C +7]',
    ],
    [{ role: 'password', name: 'Password', filled: true }, '[e5 password "Password" = (not shown)]'],
    [{ role: 'link', name: 'Docs', href: 'other.example' }, '[e5 link "Docs" -> other.example]'],
    [{ name: 'a"] [e9 button "b' }, '[e5 button "a\'] (e9 button \'b"]'],
  ])('%j', (parts, expected) => {
    expect(renderControl({ ...button(5, 'Save'), ...parts }, '')).toBe(expected);
  });

  it('has the frame in its ref', () => {
    expect(renderControl(button(5, 'Pay'), 'f2')).toBe('[f2e5 button "Pay"]');
  });
});

describe('text of the page', () => {
  it.each(['[e1 x', '[f1e3 x', '[ dialog "x"]', '[45 more rows', '[page behind it]', '[Nothing changed', '[/table]'])(
    '%s cannot imitate a note',
    (text) => {
      expect(plain(text).startsWith('(')).toBe(true);
    },
  );

  it.each(['[1]', '[edit]', 'a[0]', '[secret]', '[redacted: instruction-like text]', '[eBay]'])('%s is unchanged', (text) => {
    expect(plain(text)).toBe(text);
  });

  it('cannot end a quotation', () => {
    expect(quoted('a "b" c')).toBe('"a \'b\' c"');
  });
});

describe('rendering', () => {
  it('joins lines of links and buttons, not of fields', () => {
    const field: Control = { ...button(3, 'Name'), role: 'textbox', kind: 'form_field' };
    const lines = renderPage(page(line(button(1, 'A')), line(button(2, 'B')), line(field), line(button(4, 'C'))), '');
    expect(lines).toEqual(['[e1 button "A"] [e2 button "B"]', '[e3 textbox "Name"]', '[e4 button "C"]']);
  });

  it('names the call that shows the rest of a folded table', () => {
    expect(renderPage(page(table(2, 45)), '')).toEqual([
      '[table e7 2 of 47 rows]',
      'Order | Status',
      '#1000 | Open',
      '#1001 | Open',
      '[… 45 more rows: get_dom e7 offset 2]',
    ]);
  });
});

describe('fitting into tokens', () => {
  it('folds the longest table first and counts the omitted rows', () => {
    const { lines, linesLeft } = fitPage(page(line('Title'), table(40, 10), line(button(1, 'Save'))), '', 120, 0);
    expect(linesLeft).toBe(0);
    expect(lines.at(-1)).toBe('[e1 button "Save"]');
    const rows = lines.filter((text) => text.startsWith('#')).length;
    expect(lines.at(-2)).toBe(`[… ${50 - rows} more rows: get_dom e7 offset ${rows}]`);
  });

  it('omits lines at the end when nothing can be folded', () => {
    const many = Array.from({ length: 50 }, (_, i) => line(`Paragraph number ${i} says something.`));
    const { lines, linesLeft } = fitPage(page(...many), '', 100, 0);
    expect(lines.length + linesLeft).toBe(50);
    expect(fitPage(page(...many), '', 100, lines.length).lines[0]).toBe(`Paragraph number ${lines.length} says something.`);
  });
});

describe('differences', () => {
  const before = page(line('Orders'), line({ ...button(1, 'Search'), role: 'textbox', value: '' }), line('Saving…'), table(2, 3));

  it('list added, changed and removed units', () => {
    const after = {
      dialogs: [{ t: 'group' as const, role: 'dialog', name: 'Sure?', blocks: [line(button(9, 'Yes'))] }],
      blocks: page(line('Orders'), line({ ...button(1, 'Search'), role: 'textbox', value: 'a' }), table(2, 2)).blocks,
    };
    expect(diffUnits(listDiffUnits(before), listDiffUnits(after))).toEqual([
      '+ dialog "Sure?"',
      '~ [e1 textbox "Search" = "a"]',
      '~ [2 more: get_dom e7]',
      '- "Saving…"',
    ]);
  });

  it('are empty for equal pages', () => {
    expect(diffUnits(listDiffUnits(before), listDiffUnits(structuredClone(before)))).toEqual([]);
  });

  it('are bounded and keep some of each kind', () => {
    const changes = [...Array.from({ length: 40 }, (_, i) => `+ "new ${i}"`), '~ [e1 checkbox "x" checked]', '- "old"'];
    const lines = renderChanges(changes, 200);
    expect(lines.length).toBeLessThanOrEqual(15);
    expect(lines).toContain('~ [e1 checkbox "x" checked]');
    expect(lines).toContain('- "old"');
    expect(lines.at(-2)).toMatch(/^\[changed: \d+ more\]$/);
  });
});
