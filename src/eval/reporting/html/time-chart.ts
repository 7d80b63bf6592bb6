import { shorten } from '../../../base/index.ts';
import type { CaseScore } from '../../scoring/report-schema.ts';
import { time } from '../format.ts';
import { html, type Markup } from './markup.ts';

const ROW = 26;
const LEFT = 190;
const RIGHT = 600;
const MAX_ROWS = 60;

/** The duration of each trial as a mark (a cross if it failed), and the p95 of each case. With many cases, only the slowest are shown. */
export function timeChart(cases: readonly CaseScore[]): Markup {
  const timed = cases.filter((one) => one.figures.duration_ms.p95 !== null);
  const rows =
    timed.length <= MAX_ROWS
      ? timed
      : timed.toSorted((one, other) => other.figures.duration_ms.p95! - one.figures.duration_ms.p95!).slice(0, MAX_ROWS);
  const step = niceStep(Math.max(1, ...rows.flatMap((one) => one.trials.map((trial) => trial.duration_ms))) / 5);
  const most = step * Math.ceil(Math.max(1, ...rows.flatMap((one) => one.trials.map((trial) => trial.duration_ms))) / step);
  const height = rows.length * ROW + 30;
  const x = (ms: number) => LEFT + (ms / most) * (RIGHT - LEFT);
  const ticks = Array.from({ length: Math.round(most / step) + 1 }, (_, index) => index * step).map(
    (ms) =>
      html`<line x1="${x(ms)}" x2="${x(ms)}" y1="4" y2="${height - 22}" stroke="var(--line)"/><text class="axis" x="${x(ms)}" y="${height - 6}" text-anchor="middle">${ms / 1_000} s</text>`,
  );
  const lines = rows.map((one, index) => {
    const y = index * ROW + 18;
    const p95 = one.figures.duration_ms.p95!;
    const marks = one.trials
      .filter((trial) => trial.outcome === 'passed' || trial.outcome === 'failed')
      .map((trial) => {
        // Spreads equal times so that their marks do not overlap.
        const at = { x: x(trial.duration_ms), y: y + (((trial.trial * 7) % 9) - 4) * 0.9 };
        return trial.outcome === 'passed'
          ? html`<circle cx="${at.x}" cy="${at.y}" r="3.6" fill="var(--accent)" fill-opacity=".55"/>`
          : html`<path d="M${at.x - 3.5} ${at.y - 3.5}l7 7m0 -7l-7 7" stroke="var(--bad)" stroke-width="2"/>`;
      });
    return html`<g><title>${one.id}: 95 % within ${time(p95)}</title><text x="${LEFT - 12}" y="${y + 4}" text-anchor="end">${shorten(one.id, 26)}</text>${marks}<line x1="${x(p95)}" x2="${x(p95)}" y1="${y - 9}" y2="${y + 9}" stroke="var(--ink)" stroke-width="2"/></g>`;
  });
  return html`<svg viewBox="0 0 640 ${height}" role="img" aria-label="Time of each trial">${ticks}${lines}</svg>`;
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}
