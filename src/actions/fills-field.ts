import { type ActionName, traitsOf } from './actions.ts';

/** Whether an action only fills in a field: doing it again leaves what doing it once left, and it presses nothing. `key`: the key of its input. */
export function fillsField(action: ActionName, key: unknown): boolean {
  const { target, maySend, repeats, clicks } = traitsOf(action);
  if (target !== 'element' || !maySend || clicks === 'always') return false;
  return repeats === 'always' || (repeats === 'without_key' && key === undefined);
}
