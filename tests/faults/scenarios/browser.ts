import { hold, type Scenario } from '../scenario.ts';
import { anySandboxOf, type SandboxPids, signalAll } from '../world/sandboxes.ts';
import type { World } from '../world/world.ts';

/** A run that is in its first step, which waits for a slow page. */
async function runInAction(world: World, story: string) {
  const orderId = world.freshOrder();
  const runId = world.newId(story);
  world.sample.faults.arm({ kind: 'slow', method: 'GET', path: '/orders', ms: 1_500, times: 2 });
  const reached = world.requestAt('GET', (url) => url.includes(`q=${orderId}`));
  const run = await world.ask(runId, { orderId });
  await world.beforeEndOf(run, reached, 'its first search');
  return { run, sandbox: await anySandboxOf(runId) };
}

function crash(what: 'browser' | 'renderers'): Scenario {
  return {
    name: `crash the ${what === 'browser' ? "browser's main process" : "page's process"} in an action`,
    short: what === 'browser',
    async play(world) {
      const { run, sandbox } = await runInAction(world, `crash-${what}`);
      hold(signalAll(sandbox[what], 'SIGKILL') > 0, `there was no process of the ${what} to kill`);
      await run.observer!.done;
      return [run];
    },
  };
}

const starve: Scenario = {
  name: 'stop the browser for 4 s, then let it go on',
  async play(world) {
    const { run, sandbox } = await runInAction(world, 'starve');
    const browser = (pids: SandboxPids) => [...pids.browser, ...pids.renderers];
    hold(signalAll(browser(sandbox), 'SIGSTOP') > 0, 'there was no browser to stop');
    await new Promise((later) => setTimeout(later, 4_000));
    signalAll(browser(sandbox), 'SIGCONT');
    await run.observer!.done;
    return [run];
  },
};

const stall: Scenario = {
  name: 'stop the sandbox itself for good: its run is ended from outside when it is stopped',
  async play(world) {
    const { run, sandbox } = await runInAction(world, 'stall');
    signalAll([sandbox.main], 'SIGSTOP');
    const stopped = await fetch(`${world.url}/v1/runs/${run.runId}/stop`, { method: 'POST' });
    hold(stopped.ok, `stop was answered with ${stopped.status}`);
    await run.observer!.done;
    hold(
      run.observer!.complete?.type === 'complete' && run.observer!.complete.status === 'terminated',
      'a run that was stopped is not terminated',
    );
    return [run];
  },
};

const littleMemory: Scenario = {
  name: 'a run that needs more memory than it may have',
  workerArgs: ['--memory-mb', '256'],
  async play(world) {
    const orderId = world.freshOrder();
    const run = await world.ask(world.newId('memory'), { orderId });
    await run.observer!.done;
    const end = run.observer!.complete;
    // A browser takes more than that on some machines only once it has pages open; the run is fast and may be through before.
    hold(
      end?.type === 'complete' && (end.status === 'completed' || end.error?.code === 'MEMORY_LIMIT'),
      `it ended as ${JSON.stringify(end)}`,
    );
    return [run];
  },
};

export const browser: Scenario[] = [crash('browser'), crash('renderers'), starve, stall, littleMemory];
