import type { Figures } from '../../scoring/report-schema.ts';
import { percent } from '../format.ts';
import { html, type Markup } from './markup.ts';

/** pass@k (at least one of k passes) above pass^k (all of k pass): the wider the gap, the less reliable the cases. */
export function reliabilityChart({ pass_at: rows }: Figures): Markup {
  const [left, right, top, bottom] = [46, 600, 14, 190];
  const most = Math.max(2, ...rows.map((row) => row.k));
  const x = (k: number) => left + ((k - 1) / (most - 1)) * (right - left);
  const y = (share: number) => bottom - share * (bottom - top);
  const path = (key: 'any' | 'all') =>
    rows.map((row, index) => `${index === 0 ? 'M' : 'L'}${x(row.k).toFixed(1)} ${y(row[key]).toFixed(1)}`).join('');
  const dots = (key: 'any' | 'all', colour: string) =>
    rows.map(
      (row) =>
        html`<circle cx="${x(row.k)}" cy="${y(row[key])}" r="4" fill="${colour}"><title>k = ${row.k}: ${percent(row[key])}</title></circle>`,
    );
  const last = rows.at(-1);
  return html`<svg viewBox="0 0 640 224" role="img" aria-label="pass@k and pass^k">${[0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      html`<line x1="${left}" x2="${right}" y1="${y(share)}" y2="${y(share)}" stroke="var(--line)"/><text class="axis" x="${left - 8}" y="${y(share) + 4}" text-anchor="end">${percent(share, 0)}</text>`,
  )}${rows.map((row) => html`<text class="axis" x="${x(row.k)}" y="${bottom + 18}" text-anchor="middle">${row.k}</text>`)}<text class="axis" x="${(left + right) / 2}" y="${bottom + 32}" text-anchor="middle">k trials</text>
<path d="${path('any')}" fill="none" stroke="var(--accent)" stroke-width="2.5"/><path d="${path('all')}" fill="none" stroke="var(--good)" stroke-width="2.5"/>${dots('any', 'var(--accent)')}${dots('all', 'var(--good)')}${
    last === undefined || rows.length < 2
      ? undefined
      : html`<text x="${right}" y="${y(last.any) - 9}" text-anchor="end" style="fill:var(--accent)">one passes</text><text x="${right}" y="${Math.min(bottom - 6, y(last.all) + 18)}" text-anchor="end" style="fill:var(--good)">all pass</text>`
  }</svg>`;
}

/** How often each class of failure occurred. */
export function failureChart({ failures }: Figures): Markup {
  const rows = Object.entries(failures).sort(([, one], [, other]) => other - one);
  if (rows.length === 0) return html`<p class="good" style="font-size:15px">No trial failed.</p>`;
  const most = Math.max(...rows.map(([, count]) => count));
  return html`<svg viewBox="0 0 640 ${rows.length * 30 + 6}" role="img" aria-label="Failure classes">${rows.map(([name, count], index) => {
    const y = index * 30 + 6;
    const colour = name === 'infrastructure' ? 'var(--warn)' : 'var(--bad)';
    return html`<g><text x="120" y="${y + 15}" text-anchor="end">${name.replaceAll('_', ' ')}</text><rect x="132" y="${y + 2}" width="${(count / most) * 430}" height="18" rx="4" fill="${colour}"/><text x="${140 + (count / most) * 430}" y="${y + 15}">${count}</text></g>`;
  })}</svg>`;
}
