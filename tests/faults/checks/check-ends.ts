import { startDeadline } from '../../../src/base/index.ts';
import type { RunView } from '../../../src/contract/index.ts';
import type { AskedRun } from '../world/asked-run.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

/** A client that was following comes back by itself. */
const STREAMED_WITHIN_MS = 30_000;

/** Every acknowledged run exists and ends, once: all that anybody was told of its end is one status. Gives the views of the ended. */
export async function checkEnds(
  world: World,
  runs: readonly AskedRun[],
  withinMs: number,
): Promise<{ views: Map<string, RunView>; problems: string[] }> {
  const views = new Map<string, RunView>();
  const problems: string[] = [];
  for (const run of runs.filter(({ acknowledged }) => acknowledged)) {
    try {
      const view = await until(`${run.runId} has ended and is persisted`, withinMs, async () => {
        const now = await world.view(run);
        return now?.finished_at != null && now.persisted ? now : undefined;
      });
      views.set(run.runId, view);
    } catch (error) {
      const last = await fetch(`${world.url}/v1/runs/${run.runId}`).then((answer) => answer.text());
      problems.push(`${error instanceof Error ? error.message : String(error)}; the service says ${last.slice(0, 300)}`);
      continue;
    }
    const told = startDeadline(STREAMED_WITHIN_MS, `the end of ${run.runId} on the stream of a client that follows it`);
    await told.race(run.observer?.done ?? Promise.resolve()).catch((error: unknown) => problems.push(String(error)));
    told.end();
    if (run.observer?.complete?.type === 'complete') run.ends.add(run.observer.complete.status);
    await world.view(run);
    if (run.ends.size !== 1) problems.push(`${run.runId}: clients saw these ends: ${[...run.ends].join(', ')}`);
  }
  const listed = await idsListed(world);
  for (const { runId } of runs.filter((run) => run.acknowledged)) {
    const times = listed.filter((one) => one === runId).length;
    if (times !== 1) problems.push(`${runId} is listed ${times} times`);
  }
  return { views, problems };
}

async function idsListed(world: World): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const answer = await fetch(`${world.url}/v1/runs?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    const page = (await answer.json()) as { runs: { run_id: string }[]; next_cursor: string | null };
    ids.push(...page.runs.map(({ run_id }) => run_id));
    if (page.next_cursor === null) return ids;
    cursor = page.next_cursor;
  }
}
