import type { EvalReport } from '../../scoring/report-schema.ts';
import { count, interval, money, percent, time } from '../format.ts';
import { html, type Markup } from './markup.ts';

/** Figures by tag; undefined when no case has a tag. */
export function tagTable({ tags }: EvalReport): Markup | undefined {
  if (tags.length === 0) return undefined;
  const rows = tags.map(
    ({ tag, cases, figures }) =>
      html`<tr data-tag="${tag}"><td>${tag}</td><td class="n">${cases}</td><td class="n">${figures.passed}/${figures.scored}</td><td class="n">${percent(figures.pass_rate?.value)}</td><td class="n">${interval(figures.pass_rate)}</td><td class="n">${percent(figures.pass_at[0]?.any)}</td><td class="n">${percent(figures.pass_at.at(-1)?.all)}</td><td class="n">${time(figures.duration_ms.p95)}</td><td class="n">${count(figures.actions.mean)}</td><td class="n">${money(figures.cost_usd.total)}</td></tr>`,
  );
  return html`<h2>Tags</h2><div class="card scroll"><table><thead><tr><th>tag</th><th class="n">cases</th><th class="n">passed</th><th class="n">pass rate</th><th class="n">95 % interval</th><th class="n">pass@1</th><th class="n">pass^k</th><th class="n">time, p95</th><th class="n">actions</th><th class="n">money</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** The versions of each session, and the prices used for costs. */
export function provenance(report: EvalReport): Markup {
  const sessions = report.sessions.map(
    ({ started_at, ended, parallel, versions }) =>
      html`<tr><td>${stamp(started_at)}</td><td>${ended === null ? 'killed' : stamp(ended.at)}</td><td>${ended?.reason ?? ''}</td><td class="n">${parallel}</td><td>${versions.rote}</td><td><code>${versions.commit?.slice(0, 12) ?? 'no checkout'}${versions.dirty ? '+' : ''}</code></td><td>${versions.model ?? '–'}</td><td>${versions.browser ?? '–'}</td><td>${versions.node}</td><td>${versions.platform}</td></tr>`,
  );
  const prices = report.prices.map(
    (row) =>
      html`<tr><td>${row.model}</td><td>${row.source === 'suite' ? 'the suite' : 'price table'}</td><td class="n">${row.input}</td><td class="n">${row.cached ?? '–'}</td><td class="n">${row.output}</td></tr>`,
  );
  return html`<h2>Run with</h2><div class="card scroll"><table><thead><tr><th>started</th><th>ended</th><th>ended early because</th><th class="n">parallel</th><th>Rote</th><th>commit</th><th>model</th><th>browser</th><th>Node</th><th>system</th></tr></thead><tbody>${sessions}</tbody></table></div>
<h2>Prices</h2><div class="card scroll">${
    report.prices.length === 0
      ? html`<p>No model was called, and the suite sets no prices.</p>`
      : html`<table><thead><tr><th>model or cases</th><th>from</th><th class="n">$ / million in</th><th class="n">cached</th><th class="n">out</th></tr></thead><tbody>${prices}</tbody></table>`
  }</div>`;
}

export function howToRead(): Markup {
  return html`<footer><p><b>How to read this.</b> The pass rate covers trials with a verdict. Its interval is Wilson's at 95 %: with few trials it is wide, and two rates whose intervals overlap a lot may be the same. pass@k: at least one of k trials passes; pass^k: all of k pass; both are unbiased estimates, averaged over the cases that have k trials. p95: 95 of 100 trials stayed at or below it (nearest rank). An infrastructure failure is a trial without a verdict after its retries because the target, setup, browser or this machine failed; it counts neither as passed nor as failed, and the suite does not pass without its verdict. The cost is unknown as soon as one trial's is. Where a case has a check, a run's own report never decides alone.</p></footer>`;
}

function stamp(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}
