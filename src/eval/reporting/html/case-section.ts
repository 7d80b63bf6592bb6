import { excerpt } from '../../../base/index.ts';
import type { CaseScore, TrialScore } from '../../scoring/report-schema.ts';
import { count, interval, money, percent, time } from '../format.ts';
import { html, type Markup } from './markup.ts';

/** One collapsible case: directive, problems, and every trial with the way to open its recording. `runs` is the folder of the run folders. */
export function caseSection(one: CaseScore, runs: string): Markup {
  const { figures } = one;
  const facts = [
    one.playbook === null ? undefined : `playbook ${one.playbook}`,
    one.execution_mode,
    ...(figures.scored === 0 ? [] : ratesOf(one)),
  ].filter((fact) => fact !== undefined);
  const metadata = Object.entries(one.metadata);
  return html`<details class="case" data-case="${one.id}"${one.passed ? undefined : html` open`}>
<summary><span class="mark ${one.passed ? 'good' : 'bad'}">${one.passed ? '✓' : '✗'}</span><span class="id">${one.id}</span><span class="soft small directive">${excerpt(one.directive, 90)}</span><span class="soft small took">${time(figures.duration_ms.p95)}</span><span class="chip ${one.passed ? 'good' : 'bad'}" data-passed="${figures.passed}" data-scored="${figures.scored}">${figures.passed}/${figures.scored}</span></summary>
<div class="inside">
<p>${one.directive}</p>
<p class="soft small">${facts.join(' · ')}</p>
${one.tags.length > 0 ? html`<p>${one.tags.map((tag) => html`<span class="chip">${tag}</span>`)}</p>` : undefined}
${metadata.length > 0 ? html`<p class="soft small">${metadata.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' · ')}</p>` : undefined}
${one.problems.length > 0 ? html`<ul class="problems">${one.problems.map((problem) => html`<li>${problem}</li>`)}</ul>` : undefined}
<div class="scroll"><table><thead><tr><th class="n">trial</th><th>outcome</th><th>driver</th><th class="n">time</th><th class="n">actions</th><th class="n">tokens</th><th class="n">money</th><th>summary and problems</th><th>recording</th></tr></thead>
<tbody>${one.trials.map((trial) => trialRow(trial, runs))}</tbody></table></div>
</div></details>`;
}

function ratesOf({ figures }: CaseScore): string[] {
  return [
    `pass rate ${percent(figures.pass_rate?.value)} (95 %: ${interval(figures.pass_rate)})`,
    `time mean ${time(figures.duration_ms.mean)}, p95 ${time(figures.duration_ms.p95)}`,
    `${count(figures.actions.mean)} actions`,
    figures.cost_usd.mean === null ? 'cost unknown' : `${money(figures.cost_usd.mean)} per trial`,
  ];
}

const TONE: Readonly<Record<TrialScore['outcome'], string>> = { passed: 'good', failed: 'bad', infrastructure: 'warn', not_run: '' };

function trialRow(trial: TrialScore, runs: string): Markup {
  const kind =
    trial.failure_class === null || trial.failure_class === 'infrastructure' ? '' : `: ${trial.failure_class.replaceAll('_', ' ')}`;
  const ran = trial.status !== null;
  return html`<tr data-trial="${trial.trial}"><td class="n">${trial.trial}</td>
<td><span class="chip ${TONE[trial.outcome]}">${trial.outcome.replace('_', ' ')}${kind}</span></td>
<td>${trial.driver ?? ''}${trial.handoff ? html` <span class="chip">handoff</span>` : undefined}</td>
<td class="n">${ran ? time(trial.duration_ms) : ''}</td><td class="n">${ran ? trial.actions : ''}</td><td class="n">${ran ? count(trial.input_tokens + trial.output_tokens, 0) : ''}</td><td class="n">${ran ? money(trial.cost_usd) : ''}</td>
<td class="why">${excerpt(trial.summary, 400)}${
    trial.unmet.length > 0
      ? html`<ul class="problems">${trial.unmet.map(({ expectation, message }) => html`<li><code>${expectation}</code> ${message}</li>`)}</ul>`
      : undefined
  }${trial.infrastructure.length > 0 ? html`<ul>${trial.infrastructure.map((reason) => html`<li class="warn">infrastructure: ${reason}</li>`)}</ul>` : undefined}</td>
<td class="recording">${trial.run_id === null ? undefined : recording(trial.run_id, trial.has_trace, runs)}</td></tr>`;
}

function recording(runId: string, hasTrace: boolean, runs: string): Markup {
  const command = `rote trace ${runId} --output ${/^[\w@%+=:,./-]+$/.test(runs) ? runs : `'${runs.replaceAll("'", "'\\''")}'`}`;
  return html`<a href="runs/${encodeURIComponent(runId)}/">folder</a>${hasTrace ? html`<br><code>${command}</code>` : undefined}`;
}
