import { actionFailure, type ErrorBody, RoteError, type StepResult, toErrorBody } from '../../contract/index.ts';
import type { EffectWatch } from './effect-watch.ts';
import { objection, type Sent } from './sent-by-step.ts';

/** What the report says about effects when the steps have ended. */
export interface EffectReport {
  /** The application refused a declared effect after its step had ended. */
  error: ErrorBody | undefined;
  warnings: string[];
}

export function effectReport(effects: EffectWatch): EffectReport {
  const warnings = effects.undeclared().map(({ effect: { step, description }, sent }) => {
    const seen = [...new Set(sent.map(nameWithAnswer))].join(', ');
    return `Undeclared effect: step ${step} (${description}) sent ${seen}. Declare it with "effect: write", or list what only reads under "reads". \`rote playbook fix --effects\` shows the change.`;
  });
  let error: ErrorBody | undefined;
  for (const { effect, why } of effects.lateObjections()) {
    const message = `Step ${effect.step} (${effect.description}): after the step had ended, ${why}.`;
    if (effect.declared) error ??= toErrorBody(new RoteError('STEP_FAILED', message, { failure: actionFailure('effect_failed') }));
    else warnings.push(message);
  }
  return { error, warnings };
}

function nameWithAnswer(sent: Sent): string {
  const { kind, request } = sent;
  const name = `${kind.method} ${kind.path}${kind.operation === undefined ? '' : ` (${kind.operation})`}`;
  const why = objection([sent]);
  if (why !== undefined) return why.replace(' was', ', which was');
  return request.end?.kind === 'answered' ? `${name} (${request.end.status})` : name;
}

/** The first line of the summary if a step with an effect has an expectation, or declares its effect, and nothing proves it. */
export function unverifiedLine(results: readonly StepResult[], isChecked: (step: number) => boolean): string {
  const steps = results.filter(({ status, verified, step }) => status === 'ok' && verified === false && isChecked(step));
  if (steps.length === 0) return '';
  const names = steps.map(({ step, action, description }) => `${step} (${description || action})`);
  return `Not verified: ${steps.length === 1 ? 'step' : 'steps'} ${names.join(', ')}.\n`;
}
