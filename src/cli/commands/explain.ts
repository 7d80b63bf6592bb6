import type { Explanation } from '../../run/index.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Prints what an agent would see and be allowed to do. */
export function printExplanation(explanation: Explanation, json: boolean, terminal: Terminal): void {
  if (json) {
    terminal.json(explanation);
    return;
  }
  const { plan, goal_type, actions, hidden_kinds, navigable, observation } = explanation;
  const line = (what: string, text: string) => terminal.out(`${terminal.bold(what.padEnd(11))} ${text}`);
  line('driver', plan);
  line('goal type', goal_type);
  line('actions', actions.join(', '));
  line('not shown', hidden_kinds.join(', ') || 'nothing');
  line('domains', navigable === null ? 'any that the guardrails allow' : navigable.join(', '));
  if (observation === null) terminal.out(terminal.dim('Add --start-url to see what the agent would read first.'));
  else terminal.out(`\n${observation}`);
}
