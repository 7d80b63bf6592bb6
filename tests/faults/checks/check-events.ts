import { canonicalJson } from '../../../src/api/runs/canonical-json.ts';
import type { AskedRun } from '../world/asked-run.ts';
import { readStream } from '../world/observer.ts';
import type { World } from '../world/world.ts';

const READ_WITHIN_MS = 30_000;

/**
 * Every event that any client was told is kept as it was told, ids are gapless from 1, and a client that comes back with the id k gets exactly k+1 to n,
 * the end last; with n there is nothing left to tell (204).
 */
export async function checkEvents(world: World, run: AskedRun): Promise<string[]> {
  const problems = [...(run.observer?.violations ?? [])];
  const read = (after: number) => readStream(world.url, run.runId, after, AbortSignal.timeout(READ_WITHIN_MS));
  const whole = await read(0);
  const kept = whole.events;
  const n = kept.length;
  if (!whole.ended) problems.push(`${run.runId}: the stream of an ended run did not end`);
  if (kept.some((event, index) => event.id !== index + 1)) problems.push(`${run.runId}: ids are ${kept.map(({ id }) => id).join(',')}`);
  if (kept.at(-1)?.type !== 'complete') problems.push(`${run.runId}: the last event is ${kept.at(-1)?.type ?? 'none'}`);
  if (kept.filter(({ type }) => type === 'complete').length !== 1) problems.push(`${run.runId}: it is not told once that it is complete`);
  const texts = kept.map((event) => canonicalJson(event));
  for (const [id, text] of run.observer?.events ?? []) {
    if (texts[id - 1] === undefined) problems.push(`${run.runId}: the event ${id} was told and is lost`);
    else if (texts[id - 1] !== text) problems.push(`${run.runId}: the event ${id} was told as ${text} and is kept as ${texts[id - 1]}`);
  }
  for (const k of new Set([1, Math.floor(world.random() * n), n - 1].filter((id) => id > 0 && id < n))) {
    const rest = (await read(k)).events.map((event) => canonicalJson(event));
    if (rest.join('\n') !== texts.slice(k).join('\n'))
      problems.push(`${run.runId}: after ${k} of ${n} a client gets something else than the rest`);
  }
  const after = await read(n);
  if (after.status !== 204 || after.events.length > 0)
    problems.push(`${run.runId}: after the last event the stream answers ${after.status}`);
  return problems;
}
