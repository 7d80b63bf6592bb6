import { shuffled } from '../proxy/seeded.ts';
import type { Drift } from './drift.ts';

/** Tables get another order of columns, except tables whose cells span columns or rows. */
export const columnsReordered: Drift = {
  name: 'columns-reordered',
  description: 'tables have their columns in another order',
  page({ document, seed, touch }) {
    for (const [index, table] of [...document.querySelectorAll('table')].entries()) {
      const rows = [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table);
      const widths = new Set(rows.map((row) => row.children.length));
      const [width = 0] = widths;
      if (rows.length < 2 || widths.size !== 1 || width < 3 || table.querySelector('[colspan], [rowspan]') !== null) continue;
      const names = [...rows[0]!.children].map((cell) => cell.textContent?.trim() ?? '');
      const order = shuffled(seed, names.join('|'), [...names.keys()]);
      for (const row of rows) {
        const cells = [...row.children];
        row.append(...order.map((from) => cells[from]!));
      }
      touch(`table ${index + 1}: ${order.map((from) => names[from]).join(', ')}`);
    }
  },
};
