import type { RunEvent, RunReport, StepResult } from '../../contract/index.ts';
import type { Terminal } from './terminal.ts';

/** Returns a listener of run events that prints the run's progress, one line per step. */
export function progressPrinter(terminal: Terminal): (event: RunEvent) => void {
  return (event) => {
    const line = lineOf(event, terminal);
    if (line !== undefined) terminal.progress(line);
  };
}

const MARKS: Readonly<Record<StepResult['status'], (t: Terminal) => string>> = {
  ok: (t) => t.green('✓'),
  recovered: (t) => t.green('✓'),
  failed: (t) => t.red('✗'),
  skipped: (t) => t.dim('–'),
};

function lineOf(event: RunEvent, t: Terminal): string | undefined {
  switch (event.type) {
    case 'status':
      return t.dim(`· ${event.message}`);
    case 'step': {
      const { result } = event;
      const mark = MARKS[result.status](t);
      const place = result.step === 0 ? 'login' : `${String(result.step).padStart(String(event.total).length)}/${event.total}`;
      const words = result.description || result.action;
      const notes = [
        result.attempts > 1 ? `${result.attempts} attempts` : '',
        result.effect !== undefined && result.effect !== 'verified' ? `effect ${result.effect}` : '',
        result.status === 'recovered' ? 'recovered by the agent' : '',
        result.skipped === undefined ? '' : `skipped: ${result.skipped}`,
      ].filter((note) => note !== '');
      const tail = t.dim(` ${seconds(result.duration_ms)}${notes.length > 0 ? `, ${notes.join(', ')}` : ''}`);
      const error = result.error ? `\n    ${t.red(result.error.message)}${result.detail ? `\n    ${t.dim(result.detail)}` : ''}` : '';
      return `${mark} ${place}  ${words}${tail}${error}`;
    }
    case 'guard':
      return event.verdict === 'blocked' || event.verdict === 'stop' || event.verdict === 'warning'
        ? t.yellow(`! guard (${event.where}): ${event.reason}`)
        : undefined;
    case 'notice':
      return t.dim(`  ${event.message}`);
    case 'handoff':
      return t.yellow(event.taken ? `→ step ${event.step} is handed over to the agent: ${event.reason}` : `→ no handoff: ${event.reason}`);
    case 'agent_step':
      return `${t.cyan('●')} ${event.step}  ${event.thought}`;
    case 'action':
      // A playbook's actions are covered by its steps; the agent's actions are not.
      return event.step === undefined ? `  ${event.ok ? t.green('✓') : t.red('✗')} ${event.action} ${event.target}` : undefined;
    case 'step_started':
    case 'ledger':
    case 'model':
    case 'complete':
      return undefined;
  }
}

/** The summary of a run that has ended. `folder` may be empty. */
export function summaryLines(report: RunReport, folder: string, traceCommand: string | undefined, t: Terminal): string[] {
  const colour = report.status === 'completed' ? t.green : t.red;
  const lines = ['', `${colour(t.bold(report.status))}  ${report.summary}`];
  if (report.error && report.error.message !== report.summary) lines.push(`${t.red(report.error.code)}: ${report.error.message}`);
  for (const entry of report.ledger.filter((one) => one.state === 'unknown')) {
    lines.push(t.yellow(`! step ${entry.step} (${entry.description}) may have taken effect: check before you run this again.`));
  }
  for (const [name, value] of Object.entries(report.data)) lines.push(`${name}: ${oneLine(value)}`);
  for (const warning of report.warnings) lines.push(t.yellow(`! ${warning}`));
  lines.push(t.dim(`time    ${seconds(report.duration_ms)}${phases(report)}${tokens(report)}`));
  if (folder !== '') lines.push(t.dim(`folder  ${folder}`));
  if (traceCommand !== undefined) lines.push(t.dim(`trace   ${traceCommand}`));
  return lines;
}

/** Where the time went, the phases that a reader would notice. What comes before and after the run is not in its duration. */
function phases({ timing }: RunReport): string {
  if (timing === undefined) return '';
  const during: [string, number][] = [
    ['browser', timing.plan_ms + timing.browser_ms],
    ['login', timing.login_ms],
    ['steps', timing.steps_ms],
    ['agent', timing.agent_ms],
  ];
  const shown = during.filter(([, ms]) => ms >= 50).map(([name, ms]) => `${name} ${seconds(ms)}`);
  const outside = [
    timing.program_ms === undefined ? '' : `${seconds(timing.program_ms)} to start`,
    `${seconds(timing.close_ms)} to close`,
  ].filter((part) => part !== '');
  return `${shown.length > 0 ? ` (${shown.join(', ')})` : ''} and ${outside.join(', ')}`;
}

function tokens(report: RunReport): string {
  const { input, output, cost_usd } = report.tokens;
  if (input + output === 0) return ', no model calls';
  return `, ${input} tokens in, ${output} out${cost_usd === null ? '' : `, $${cost_usd.toFixed(4)}`}`;
}

function oneLine(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}… (${text.length} characters)` : line;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
