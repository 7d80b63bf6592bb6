import { fillsField, readsOnly, traitsOf } from '../../actions/index.ts';
import type { Step } from '../../playbook/index.ts';

/** An API request that does more than read counts as a write unless the playbook says otherwise. */
export function stepWrites(step: Step): boolean {
  if (step.action === 'api_request' && step.effect === undefined) return !readsOnly(step.request.method);
  return step.effect === 'write';
}

/** The statuses from 400 on with which the page of the step may be answered. */
export function acceptedStatuses(step: Step): readonly number[] {
  return ('params' in step && 'accept_status' in step.params && step.params.accept_status) || [];
}

/** Whether what the page sends from now on may be the step's doing. */
export function makesPageSend(step: Step): boolean {
  const { maySend, destination } = traitsOf(step.action);
  return destination !== 'server' && (maySend || stepWrites(step));
}

/** Whether the step only fills in a field, and the next one does too in any case: one screenshot shows both. */
export function isShownByNext(step: Step, next: Step | undefined): boolean {
  return next !== undefined && fills(step) && fills(next) && !stepWrites(step) && next.when === undefined && next.optional !== true;
}

function fills(step: Step): boolean {
  return fillsField(step.action, 'params' in step && 'key' in step.params ? step.params.key : undefined);
}

/** Whether the step may be done again without a look at what it did. */
export function repeatsHarmlessly(step: Step): boolean {
  const { repeats } = traitsOf(step.action);
  if (repeats !== 'without_key') return repeats === 'always';
  return !('params' in step && 'key' in step.params && step.params.key !== undefined);
}
