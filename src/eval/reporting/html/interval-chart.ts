import { shorten } from '../../../base/index.ts';
import type { CaseScore } from '../../scoring/report-schema.ts';
import { interval, percent } from '../format.ts';
import { html, type Markup } from './markup.ts';

const ROW = 26;
const LEFT = 190;
const RIGHT = 560;
const MAX_ROWS = 60;

/** The pass rate of each case as a dot, with its 95 % interval as a line. With many cases, only the worst are shown. */
export function intervalChart(cases: readonly CaseScore[]): Markup {
  const rated = cases.filter((one) => one.figures.pass_rate !== null);
  const rows =
    rated.length <= MAX_ROWS
      ? rated
      : rated.toSorted((one, other) => one.figures.pass_rate!.value - other.figures.pass_rate!.value).slice(0, MAX_ROWS);
  const height = rows.length * ROW + 30;
  const x = (share: number) => LEFT + share * (RIGHT - LEFT);
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      html`<line x1="${x(share)}" x2="${x(share)}" y1="4" y2="${height - 22}" stroke="var(--line)"/><text class="axis" x="${x(share)}" y="${height - 6}" text-anchor="middle">${percent(share, 0)}</text>`,
  );
  const lines = rows.map((one, index) => {
    const { value, low, high } = one.figures.pass_rate!;
    const y = index * ROW + 18;
    const [colour, soft] = one.passed ? ['var(--good)', 'var(--good-soft)'] : ['var(--bad)', 'var(--bad-soft)'];
    return html`<g data-case="${one.id}"><title>${one.id}: ${percent(value)}, ${interval({ value, low, high })} with 95 % confidence</title>
<text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${shorten(one.id, 26)}</text>
<line x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}" stroke="${soft}" stroke-width="9" stroke-linecap="round"/>
<circle cx="${x(value)}" cy="${y}" r="5" fill="${colour}"/>
<text class="axis" x="${RIGHT + 14}" y="${y + 4}">${one.figures.passed}/${one.figures.scored}</text></g>`;
  });
  const hidden = rated.length - rows.length;
  return html`<svg viewBox="0 0 640 ${height}" role="img" aria-label="Pass rate of each case">${grid}${lines}</svg>${
    hidden > 0 ? html`<p>The ${MAX_ROWS} worst of ${rated.length} cases.</p>` : undefined
  }`;
}
