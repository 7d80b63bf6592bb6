import type { EvalProgress, EvalReport } from '../../eval/index.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Prints the progress of an evaluation, one line per trial. */
export function evalProgressPrinter(terminal: Terminal): (progress: EvalProgress) => void {
  return (progress) => {
    switch (progress.type) {
      case 'begin': {
        const kept = progress.kept > 0 ? `, ${progress.kept} of them already done` : '';
        return terminal.progress(terminal.dim(`${progress.cases} cases, ${progress.trials} trials${kept}, ${progress.parallel} at a time`));
      }
      case 'note':
        return terminal.progress(terminal.yellow(`! ${progress.message}`));
      case 'infrastructure':
        return terminal.progress(
          terminal.yellow(
            `! ${progress.caseId} #${progress.trial}: the infrastructure failed (attempt ${progress.attempt}): ${progress.reason}`,
          ),
        );
      case 'trial': {
        const { score, caseId } = progress;
        const mark =
          score.outcome === 'passed' ? terminal.green('✓') : score.outcome === 'failed' ? terminal.red('✗') : terminal.yellow('!');
        const notes = [
          `${(score.duration_ms / 1000).toFixed(1)} s`,
          `${score.actions} actions`,
          ...(score.input_tokens + score.output_tokens > 0 ? [`${score.input_tokens + score.output_tokens} tokens`] : []),
          ...(score.handoff ? ['handed over'] : []),
        ];
        const why = score.unmet.map(({ expectation, message }) => `\n    ${terminal.red(expectation)} ${message}`).join('');
        const kind = score.failure_class === null ? '' : ` ${terminal.red(score.failure_class)}`;
        return terminal.progress(
          `${mark} ${String(progress.done).padStart(String(progress.of).length)}/${progress.of}  ${caseId} #${score.trial}${kind}${terminal.dim(`  ${notes.join(', ')}`)}${why}`,
        );
      }
    }
  };
}

/** Prints the end of an evaluation: a line for each case that did not pass, the figures, and the paths of the reports. */
export function printEvalEnd(report: EvalReport, files: readonly string[], terminal: Terminal): void {
  const { figures } = report;
  const failed = report.cases.filter((one) => !one.passed);
  terminal.progress('');
  for (const one of failed) terminal.progress(`${terminal.red('✗')} ${terminal.bold(one.id)}  ${one.problems.join('; ')}`);
  const rate = figures.pass_rate;
  const share = (value: number) => `${Number((value * 100).toFixed(1))} %`;
  const verdict = report.passed ? terminal.green(terminal.bold('passed')) : terminal.red(terminal.bold('failed'));
  const counted =
    rate === null
      ? 'no trial has a verdict'
      : `${figures.passed} of ${figures.scored} trials, ${share(rate.value)} (95 %: ${share(rate.low)} to ${share(rate.high)})`;
  terminal.progress(`${verdict}  ${report.cases.length - failed.length} of ${report.cases.length} cases; ${counted}`);
  for (const note of report.notes) terminal.progress(terminal.dim(note));
  for (const file of files) terminal.progress(terminal.dim(file));
}
