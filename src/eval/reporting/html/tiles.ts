import type { EvalReport } from '../../scoring/report-schema.ts';
import { count, interval, money, percent, time } from '../format.ts';
import { html, type Markup } from './markup.ts';

/** The figures of the whole suite. `data-figure` identifies each for programs that read the page. */
export function tiles({ figures }: EvalReport): Markup {
  const first = figures.pass_at[0];
  const last = figures.pass_at.at(-1);
  const rows = [
    tile('pass_rate', 'pass rate', percent(figures.pass_rate?.value), `${interval(figures.pass_rate)}, at 95 %`),
    tile('trials', 'trials', `${figures.passed}/${figures.scored}`, trialsMore(figures)),
    tile('pass_at_1', 'pass@1', percent(first?.any), 'mean over the cases'),
    ...(last !== undefined && last.k > 1 ? [tile('pass_hat_k', `pass^${last.k}`, percent(last.all), `all of ${last.k} trials pass`)] : []),
    tile('duration_p95', 'time, p95', time(figures.duration_ms.p95), `mean ${time(figures.duration_ms.mean)}`),
    tile('actions_mean', 'actions', count(figures.actions.mean), `p95 ${count(figures.actions.p95)}`),
    tile(
      'tokens_mean',
      'tokens per trial',
      count(sum(figures.input_tokens.mean, figures.output_tokens.mean), 0),
      `${count(figures.input_tokens.mean, 0)} in, ${count(figures.output_tokens.mean, 0)} out`,
    ),
    tile('cost_total', 'cost', money(figures.cost_usd.total), `${money(figures.cost_usd.mean)} per trial`),
    tile('deterministic', 'playbook only', percent(figures.deterministic.rate), countsOf(figures.deterministic, 'no case could use one')),
    tile('handoff', 'handed over', percent(figures.handoff.rate), countsOf(figures.handoff, 'no playbook was started')),
    tile('rescue', 'rescued', percent(figures.rescue.rate), countsOf(figures.rescue, 'nothing was handed over')),
  ];
  return html`<section class="tiles" aria-label="Figures">${rows}</section>`;
}

function tile(figure: string, label: string, value: string, more: string): Markup {
  return html`<div class="tile" data-figure="${figure}"><div class="label">${label}</div><div class="value">${value}</div><div class="more">${more}</div></div>`;
}

function trialsMore({ infrastructure, not_run }: EvalReport['figures']): string {
  const notes = [infrastructure > 0 ? `${infrastructure} infrastructure failures` : '', not_run > 0 ? `${not_run} not run` : ''].filter(
    (note) => note !== '',
  );
  return notes.length === 0 ? 'passed, of all' : `passed; ${notes.join(', ')}`;
}

function sum(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}

function countsOf({ hits, of }: { hits: number; of: number }, none: string): string {
  return of === 0 ? none : `${hits} of ${of}`;
}
