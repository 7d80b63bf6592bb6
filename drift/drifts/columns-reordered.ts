import { shuffled } from '../proxy/seeded.ts';
import type { Drift } from './drift.ts';

/** The columns of tables stand in another order. Tables with cells over several columns stay as they are. */
export const columnsReordered: Drift = {
  name: 'columns-reordered',
  description: 'columns of tables in another order',
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
