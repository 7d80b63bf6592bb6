import type { RunView } from '../../../src/contract/index.ts';
import type { AskedRun } from '../world/asked-run.ts';
import type { World } from '../world/world.ts';

const TOLD = ['committed', 'verified', 'unknown'];

/** The sample itself tells what happened: never twice, and never without the ledger saying that it did or may have. */
export function checkEffect(world: World, run: AskedRun, view: RunView): string[] {
  if (run.orderId === undefined) return [];
  const order = world.sample.store.order(run.orderId)!;
  const ledger = view.ledger.map(({ state }) => state);
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${run.runId} (order ${order.id}): ${problem}`);
  const { cancel } = order.requests;
  if (cancel > 1) say(`the cancellation was sent ${cancel} times`);
  if (cancel === 0 && view.status === 'completed') say('it is said to be completed, and nothing was sent');
  if (cancel > 0 && !ledger.some((state) => TOLD.includes(state)))
    say(`the cancellation was sent, and the ledger says ${ledger.join(', ') || 'nothing'}`);
  if (ledger.includes('intended')) say('an ended run has an effect that is neither known nor unknown');
  if (ledger.some((state) => state === 'committed' || state === 'verified') && cancel === 0)
    say(`the ledger says ${ledger.join(', ')}, and nothing was sent`);
  return problems;
}
