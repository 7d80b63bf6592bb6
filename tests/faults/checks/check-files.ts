import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Archive } from '../../../src/base/index.ts';
import { type Manifest, manifestSchema } from '../../../src/contract/index.ts';
import type { AskedRun } from '../world/asked-run.ts';
import type { World } from '../world/world.ts';

/** No half file under a final name: each artifact has its size and SHA-256, JSON is JSON, trace.zip opens, and nothing temporary is left. */
export async function checkFiles(world: World, run: AskedRun): Promise<string[]> {
  const folder = join(world.runsFolder, run.runId);
  const names = await readdir(folder, { recursive: true }).catch(() => undefined);
  // A run that was stopped in the queue left nothing.
  if (names === undefined) return [];
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${run.runId}: ${problem}`);
  for (const name of names) {
    if (/\.tmp$|\.tmp\/|\.raw/.test(name)) say(`${name} was left`);
    if (name.endsWith('.json'))
      await readFile(join(folder, name), 'utf8')
        .then(JSON.parse)
        .catch((error) => say(`${name}: ${error}`));
    if (name.endsWith('.ndjson'))
      for (const line of (await readFile(join(folder, name), 'utf8')).split('\n').filter(Boolean)) {
        if (!isJson(line)) say(`${name} holds a line that is no JSON`);
      }
  }
  const manifest = await readManifest(folder);
  if (manifest === undefined) return [...problems, `${run.runId}: there is no whole manifest.json`];
  for (const { path, bytes, sha256 } of manifest.artifacts) {
    const content = await readFile(join(folder, path)).catch(() => undefined);
    if (content === undefined) say(`${path} is in the manifest and not there`);
    else if (content.length !== bytes || createHash('sha256').update(content).digest('hex') !== sha256)
      say(`${path} is not what the manifest says`);
  }
  if (names.includes('trace.zip')) await checkTrace(world, run, folder, say);
  const told = await fetch(`${world.url}/v1/runs/${run.runId}/recording/manifest`);
  if (told.status !== 200) say(`its manifest is answered with ${told.status}`);
  return problems;
}

async function checkTrace(world: World, run: AskedRun, folder: string, say: (problem: string) => void): Promise<void> {
  try {
    const archive = await Archive.open(join(folder, 'trace.zip'));
    for (const name of archive.names) await archive.read(name);
    archive.close();
  } catch (error) {
    say(`trace.zip: ${String(error)}`);
  }
  const sent = await fetch(`${world.url}/v1/runs/${run.runId}/recording/trace`);
  if (!Buffer.from(await sent.arrayBuffer()).equals(await readFile(join(folder, 'trace.zip'))))
    say('the trace that is sent is another one');
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => 'null');
  return isJson(text) ? manifestSchema.safeParse(JSON.parse(text)).data : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
