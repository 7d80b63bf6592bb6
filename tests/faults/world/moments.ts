import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { untilFile } from '../../support/watch-file.ts';
import type { World } from './world.ts';

/** The phases of a run at which something is killed. */
export const PHASES = ['create', 'setup', 'mid-action', 'between action and log', 'publish', 'cleanup', 'persist'] as const;
export type Phase = (typeof PHASES)[number];

/**
 * Prepares the sample for a phase, before the run is asked for. Returns what resolves at the moment itself, seen from outside: by the request that
 * reaches the sample, or by what stands in the run's folder. `create` is nobody's to see and is left to the scenario.
 */
export function awaitPhase(world: World, phase: Exclude<Phase, 'create'>, runId: string, orderId: number): { reached: Promise<unknown> } {
  const folder = join(world.runsFolder, runId);
  const file = (name: string, holds: (text: string) => boolean) => ({
    reached: untilFile(world.runsFolder, join(folder, name), (text) => text !== '' && holds(text), world.closed),
  });
  switch (phase) {
    case 'setup':
      return file('events.ndjson', (text) => text.includes('"status":"starting"'));
    case 'mid-action':
      // The search that the first step makes takes long.
      world.sample.faults.arm({ kind: 'slow', method: 'GET', path: '/orders', ms: 1_500, times: 2 });
      return { reached: world.requestAt('GET', (url) => url.startsWith('/orders') && url.includes(`q=${orderId}`)) };
    case 'between action and log':
      // The order is cancelled some time after the request came, whatever has become of the run meanwhile.
      world.sample.faults.arm({ kind: 'slow', method: 'POST', path: `/orders/${orderId}/cancel`, ms: 1_000 });
      return { reached: world.requestAt('POST', (url) => url.startsWith(`/orders/${orderId}/cancel`)) };
    case 'publish':
      return file('status.json', (text) => text.includes('"status": "completed"'));
    case 'cleanup':
      return file('events.ndjson', (text) => text.includes('"type":"complete"') && !existsSync(join(folder, 'trace.zip')));
    case 'persist':
      return file('manifest.json', () => true);
  }
}
