import { join } from 'node:path';
import type { EvalReport } from '../../scoring/report-schema.ts';
import { time } from '../format.ts';
import { howToRead, provenance, tagTable } from './appendix.ts';
import { caseSection } from './case-section.ts';
import { intervalChart } from './interval-chart.ts';
import { html, Markup } from './markup.ts';
import { failureChart, reliabilityChart } from './small-charts.ts';
import { STYLES } from './styles.ts';
import { tiles } from './tiles.ts';
import { timeChart } from './time-chart.ts';

/** A self-contained page; only its links to run folders lead elsewhere. `folder` is where the page is. */
export function htmlReport(report: EvalReport, folder: string): string {
  const { suite, passed, figures } = report;
  const runs = join(folder, 'runs');
  const failed = report.cases.filter((one) => !one.passed).length;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="rote eval"><title>${passed ? '✓' : '✗'} ${suite.name}</title><style>${new Markup(STYLES)}</style></head>
<body><main>
<header><div><h1>${suite.name}</h1>${suite.description === '' ? undefined : html`<p>${suite.description}</p>`}<p class="soft small">${factsOf(report)}</p></div>
<div class="verdict ${passed ? 'good' : 'bad'}" data-verdict="${passed ? 'passed' : 'failed'}">${passed ? 'Passed' : `${failed} of ${report.cases.length} cases failed`}</div></header>
${report.notes.length > 0 ? html`<ul class="note small">${report.notes.map((note) => html`<li>${note}</li>`)}</ul>` : undefined}
${tiles(report)}
<h2>At a glance</h2>
<section class="charts">
<div class="card"><h3>Pass rate by case</h3><p>With its 95 % confidence interval.</p>${intervalChart(report.cases)}</div>
<div class="card"><h3>Time of each trial</h3><p>One mark per trial, a cross if it failed; the bar is the p95.</p>${timeChart(report.cases)}</div>
<div class="card"><h3>Why trials failed</h3><p>${figures.infrastructure_attempts > 0 ? `Classes of failure. The infrastructure failed in ${figures.infrastructure_attempts} attempts, which were retried separately.` : 'Classes of failure. The infrastructure never failed.'}</p>${failureChart(figures)}</div>
${figures.pass_at.length > 1 ? html`<div class="card"><h3>Reliability over k trials</h3><p>The closer the lines, the better one trial predicts the next.</p>${reliabilityChart(figures)}</div>` : undefined}
</section>
<h2>Cases</h2>
${report.cases.map((one) => caseSection(one, runs))}
${tagTable(report)}
${provenance(report)}
${howToRead()}
</main></body></html>
`.text;
}

function factsOf({ suite, started_at, sessions, figures, models, cases }: EvalReport): string {
  const last = sessions.at(-1);
  return [
    started_at?.slice(0, 16).replace('T', ' '),
    `${cases.length} cases, ${figures.planned} trials`,
    figures.duration_ms.total === null ? undefined : `${time(figures.duration_ms.total)} of runs`,
    last &&
      `Rote ${last.versions.rote}${last.versions.commit === null ? '' : ` at ${last.versions.commit.slice(0, 12)}${last.versions.dirty ? '+' : ''}`}`,
    models.length === 0 ? 'no model was called' : models.join(', '),
    suite.file,
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ');
}
